package org.outeffhop.inference;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Arrays;
import org.outeffhop.files.JsonFile;
import org.outeffhop.image.ImagePixels;
import org.outeffhop.image.Preprocessing;
import org.outeffhop.runtime.OnnxInput;

/**
 * How images become a model's input: the centre square, resized, then (x scale - mean) / deviation.
 *
 * @param mean of each channel
 * @param deviation of each channel
 */
record Pixels(int channels, int size, double scale, double[] mean, double[] deviation) {
  private static final String FILE = Preprocessing.FILE;
  private static final long MAX_BYTES = 1L << 20;
  private static final int MOST_NUMBERS = 1 << 26;
  private static final double WHITE = 255;

  /**
   * Reads {@value #FILE} beside a model.
   *
   * @throws IllegalArgumentException if it is missing, damaged or for another number of channels
   */
  static Pixels of(ExportedFolder exported) {
    Path file = exported.beside(FILE, "says how its images are normalised");
    JsonNode json = JsonFile.readObject(file, MAX_BYTES);
    int channels = exported.size("num_channels");
    int size = exported.size("image_size");
    if (channels > MOST_NUMBERS || (long) size * size > MOST_NUMBERS / channels) {
      throw new IllegalArgumentException(
          "%s: in its metadata's 'config' num_channels is %d and image_size %d; an image has at most %d numbers"
              .formatted(exported.model().file(), channels, size, MOST_NUMBERS));
    }
    boolean scaled = json.path("do_rescale").asBoolean(true);
    boolean normal = json.path("do_normalize").asBoolean(true);
    return new Pixels(
        channels,
        size,
        scaled ? json.path("rescale_factor").asDouble(1 / WHITE) : 1,
        normal ? numbers(file, json, "image_mean", channels) : same(channels, 0),
        normal ? numbers(file, json, "image_std", channels) : same(channels, 1));
  }

  private static double[] same(int count, double value) {
    double[] values = new double[count];
    Arrays.fill(values, value);
    return values;
  }

  private static double[] numbers(Path file, JsonNode json, String field, int channels) {
    JsonNode given = json.path(field);
    double[] values = new double[channels];
    boolean fits = given.size() == channels;
    for (int i = 0; fits && i < channels; i++) {
      values[i] = given.get(i).asDouble(Double.NaN);
      fits = Double.isFinite(values[i]) && (values[i] > 0 || field.equals("image_mean"));
    }
    if (!fits) {
      throw new IllegalArgumentException(
          "%s: %s is %s; it must be %d numbers, and the standard deviation of each channel must be positive"
              .formatted(file, field, given.isMissingNode() ? "missing" : given, channels));
    }
    return values;
  }

  /** One image, [1, channels, size, size]. */
  OnnxInput read(Path image) {
    byte[] pixels = ImagePixels.read(image, channels).square(size).values();
    float[] values = new float[pixels.length];
    for (int i = 0; i < values.length; i++) {
      int channel = i / (size * size);
      values[i] = (float) (((pixels[i] & 255) * scale - mean[channel]) / deviation[channel]);
    }
    return OnnxInput.of(values, 1, channels, size, size);
  }
}
