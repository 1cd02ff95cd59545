package org.outeffhop.data.image;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.image.CentreCrop;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/** Images in native memory, which are added one after the other. */
final class ImageArray implements AutoCloseable {
  private final Tensor pixels;
  private final int[] labels;
  private final int channels;
  private final CentreCrop crop;
  private final long bytes;
  private int filled;

  /**
   * Room for images.
   *
   * @param size pixels on each side
   */
  ImageArray(int count, int channels, int size) {
    this.channels = channels;
    labels = new int[count];
    crop = new CentreCrop(size);
    bytes = (long) channels * size * size;
    try (TensorScope scope = TensorScope.open()) {
      pixels = scope.release(Tensors.empty(ScalarType.Byte, count, channels, size, size));
    }
  }

  /** Puts the next image, [channels, height, width], cut and resized where it has another size. */
  void add(byte[] image, int height, int width, int label) {
    byte[] resized = crop.apply(image, channels, height, width);
    try (TensorScope scope = TensorScope.open()) {
      pixels.data_ptr_byte().position(filled * bytes).put(resized);
    }
    labels[filled] = label;
    filled++;
  }

  /** All images; closing them frees the memory. */
  LabelledImages images() {
    return new LabelledImages(pixels, labels);
  }

  @Override
  public void close() {
    pixels.close();
  }
}
