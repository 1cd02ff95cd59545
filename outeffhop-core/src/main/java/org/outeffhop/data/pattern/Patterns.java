package org.outeffhop.data.pattern;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.image.ImageSize;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * Patterns of one size: finite numbers, at least one pattern.
 *
 * @param name where they come from, for messages and reports
 * @param values [N, d], float32, or float64 where the source is
 * @param image the size of a pattern as an image, if it is one
 */
public record Patterns(String name, Tensor values, Optional<ImageSize> image) {
  /** Java's longest array is a little shorter. */
  private static final int MOST_NUMBERS = Integer.MAX_VALUE - 8;

  /** Checks the shape, the size of images, and that all numbers are finite. */
  public Patterns {
    long[] shape = Tensors.shape(values);
    if (shape.length != 2 || shape[0] < 1 || shape[1] < 1) {
      throw new IllegalArgumentException(
          name
              + ": the shape is "
              + Arrays.toString(shape)
              + "; it must be [N, d] with at least one pattern of at least one number");
    }
    if (image.isPresent() && image.get().pixels() != shape[1]) {
      throw new IllegalArgumentException(
          "%s: patterns have %d numbers, which does not make an image of %s"
              .formatted(name, shape[1], image.get()));
    }
    requireFinite(name, values);
  }

  private static void requireFinite(String name, Tensor values) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor bad = values.isfinite().logical_not();
      if (Tensors.item(bad.any()) == 0) {
        return;
      }
      long first = (long) Tensors.item(bad.flatten().to(ScalarType.Byte).argmax());
      long width = values.size(1);
      throw new IllegalArgumentException(
          "%s: number %d of pattern %d is %s; all numbers must be finite"
              .formatted(
                  name,
                  first % width,
                  first / width,
                  Tensors.item(values.select(0, first / width).select(0, first % width))));
    }
  }

  /**
   * Reads a file or a folder of images: {@code .png}, {@code .jpg}, {@code .bmp}, {@code .gif}; IDX
   * ({@code .idx}, {@code -ubyte}); {@code .npy}; {@code .safetensors}; {@code .csv}. IDX and CSV
   * may be compressed ({@code .gz}).
   *
   * @throws IllegalArgumentException if it is missing, damaged or of another kind, naming it
   */
  public static Patterns read(Path path) {
    return PatternFiles.read(path);
  }

  /** The number of patterns, N. */
  public long count() {
    return values.size(0);
  }

  /** The numbers in a pattern, d. */
  public long size() {
    return values.size(1);
  }

  /** The first patterns, at most {@code most} of them. */
  public Patterns first(long most) {
    return most >= count() ? this : new Patterns(name, values.narrow(0, 0, most), image);
  }

  /** The patterns of the given numbers. */
  public Patterns select(int[] numbers) {
    Tensor indices = Tensors.ofIndices(numbers, numbers.length);
    return new Patterns(name, values.index_select(0, indices), image);
  }

  /** Rows of numbers, each as long as the first. */
  static Patterns ofRows(String name, List<float[]> rows, Optional<ImageSize> image) {
    int width = rows.isEmpty() ? 0 : rows.get(0).length;
    if ((long) rows.size() * width > MOST_NUMBERS) {
      throw new IllegalArgumentException(
          "%s has %d rows of %d numbers; the limit is %d numbers"
              .formatted(name, rows.size(), width, MOST_NUMBERS));
    }
    float[] flat = new float[rows.size() * width];
    for (int row = 0; row < rows.size(); row++) {
      System.arraycopy(rows.get(row), 0, flat, row * width, width);
    }
    return new Patterns(name, Tensors.of(flat, rows.size(), width), image);
  }

  /**
   * A tensor as patterns: [d] is one, [N, d] are N, [N, height, width] are N images.
   *
   * @param tensor of any numbers; all but float64 become float32
   */
  static Patterns ofTensor(String name, Tensor tensor) {
    long[] shape = Tensors.shape(tensor);
    if (shape.length < 1 || shape.length > 3 || tensor.numel() == 0) {
      throw new IllegalArgumentException(
          name
              + ": the array has shape "
              + Arrays.toString(shape)
              + "; it must be [d], [N, d] or [N, height, width], none of them 0");
    }
    Tensor plain = Tensors.type(tensor) == ScalarType.Double ? tensor : tensor.to(ScalarType.Float);
    if (shape.length == 3) {
      ImageSize image = ImageSize.of(name, shape[1], shape[2]);
      return new Patterns(name, plain.reshape(shape[0], shape[1] * shape[2]), Optional.of(image));
    }
    Tensor matrix = shape.length == 1 ? plain.reshape(1, shape[0]) : plain;
    return new Patterns(name, torch.clone(matrix), Optional.empty());
  }
}
