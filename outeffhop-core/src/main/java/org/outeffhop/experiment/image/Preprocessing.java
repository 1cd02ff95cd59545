package org.outeffhop.experiment.image;

import java.util.LinkedHashMap;
import java.util.Map;
import org.outeffhop.data.image.ImageData;

/**
 * {@code preprocessor_config.json}: how Hugging Face's processor makes an image a model's input.
 */
final class Preprocessing {
  private Preprocessing() {}

  static Map<String, Object> of(ImageData data) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("image_processor_type", "ViTImageProcessor");
    map.put("do_resize", true);
    map.put("size", Map.of("height", data.imageSize(), "width", data.imageSize()));
    map.put("resample", 2);
    map.put("do_rescale", true);
    map.put("rescale_factor", 1 / 255.0);
    map.put("do_normalize", true);
    map.put("image_mean", data.mean());
    map.put("image_std", data.deviation());
    return map;
  }
}
