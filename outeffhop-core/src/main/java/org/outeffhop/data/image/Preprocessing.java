package org.outeffhop.data.image;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.outeffhop.tensor.JsonFile;

/**
 * {@code preprocessor_config.json}: how Hugging Face's processor makes an image a model's input.
 */
public final class Preprocessing {
  /** The file. */
  public static final String FILE = "preprocessor_config.json";

  private Preprocessing() {}

  /** Writes the file for models of these images. */
  public static void write(Path folder, ImageData data) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("image_processor_type", "ViTImageProcessor");
    map.put("do_resize", true);
    map.put("size", new TreeMap<>(Map.of("height", data.imageSize(), "width", data.imageSize())));
    map.put("resample", 2);
    map.put("do_rescale", true);
    map.put("rescale_factor", 1 / 255.0);
    map.put("do_normalize", true);
    map.put("image_mean", data.mean());
    map.put("image_std", data.deviation());
    JsonFile.write(folder.resolve(FILE), map);
  }
}
