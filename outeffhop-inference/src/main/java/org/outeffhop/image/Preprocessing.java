package org.outeffhop.image;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.outeffhop.files.JsonFile;

/**
 * {@code preprocessor_config.json}: how Hugging Face's processor makes an image a model's input.
 */
public final class Preprocessing {
  /** The file. */
  public static final String FILE = "preprocessor_config.json";

  private Preprocessing() {}

  /**
   * Writes the file.
   *
   * @param imageSize pixels on each side
   * @param mean of each channel
   * @param deviation of each channel
   */
  public static void write(Path folder, int imageSize, double[] mean, double[] deviation) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("image_processor_type", "ViTImageProcessor");
    map.put("do_resize", true);
    map.put("size", new TreeMap<>(Map.of("height", imageSize, "width", imageSize)));
    map.put("resample", 2);
    map.put("do_rescale", true);
    map.put("rescale_factor", 1 / 255.0);
    map.put("do_normalize", true);
    map.put("image_mean", mean);
    map.put("image_std", deviation);
    JsonFile.write(folder.resolve(FILE), map);
  }
}
