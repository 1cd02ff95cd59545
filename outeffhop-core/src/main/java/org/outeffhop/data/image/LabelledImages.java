package org.outeffhop.data.image;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.files.Fingerprint;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * Images with one class each, in native memory.
 *
 * @param pixels [n, channels, height, width], uint8; closed with this
 * @param labels the class of each, from 0; not copied
 */
public record LabelledImages(Tensor pixels, int[] labels) implements AutoCloseable {
  private static final int CHUNK = 1024;

  public LabelledImages {
    if (pixels.dim() != 4 || Tensors.type(pixels) != ScalarType.Byte) {
      throw new IllegalArgumentException(
          "images have the shape %s and type %s; they must be [n, channels, height, width] of bytes"
              .formatted(Arrays.toString(Tensors.shape(pixels)), Tensors.type(pixels)));
    }
    if (pixels.size(0) != labels.length) {
      throw new IllegalArgumentException(
          "there are %d images and %d labels; each image needs one"
              .formatted(pixels.size(0), labels.length));
    }
  }

  /** n. */
  public int count() {
    return labels.length;
  }

  /** The pixels of some images, [B, channels, height, width], uint8. */
  public Tensor pixels(int[] indices) {
    return pixels.index_select(0, Tensors.ofIndices(indices, indices.length));
  }

  /** The classes of some images. */
  public int[] labels(int[] indices) {
    return Arrays.stream(indices).map(index -> labels[index]).toArray();
  }

  /** The indices of all images in order, this many at a time; the last batch may be smaller. */
  public List<int[]> all(int batchSize) {
    return IntStream.iterate(0, first -> first < count(), first -> first + batchSize)
        .mapToObj(first -> IntStream.range(first, Math.min(first + batchSize, count())).toArray())
        .toList();
  }

  /** A copy of some images that has its own memory. */
  LabelledImages select(int[] indices) {
    try (TensorScope scope = TensorScope.open()) {
      return new LabelledImages(scope.release(pixels(indices)), labels(indices));
    }
  }

  /** Sums over all images: of the pixels of each channel, then of their squares. */
  long[] sums() {
    int channels = Math.toIntExact(pixels.size(1));
    long[] sums = new long[2 * channels];
    for (int[] chosen : all(CHUNK)) {
      try (TensorScope scope = TensorScope.open()) {
        Tensor chunk = pixels(chosen).to(ScalarType.Long).transpose(0, 1).flatten(1, 3);
        long[] values = Tensors.toLongs(chunk.sum(1));
        long[] squares = Tensors.toLongs(chunk.square().sum(1));
        for (int channel = 0; channel < channels; channel++) {
          sums[channel] += values[channel];
          sums[channels + channel] += squares[channel];
        }
      }
    }
    return sums;
  }

  /** Adds shape, pixels and labels. */
  void addTo(Fingerprint fingerprint) {
    for (long size : Tensors.shape(pixels)) {
      fingerprint.add(size);
    }
    byte[] bytes = new byte[Math.toIntExact(pixels.numel() / Math.max(1, count()))];
    for (int image = 0; image < count(); image++) {
      try (TensorScope scope = TensorScope.open()) {
        pixels.select(0, image).contiguous().data_ptr_byte().get(bytes);
      }
      fingerprint.add(bytes).add(labels[image]);
    }
  }

  @Override
  public void close() {
    pixels.close();
  }
}
