package org.outeffhop.tensor;

import java.util.stream.IntStream;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * m with P(m = 0) = p and m = 1 / (1 - p) otherwise, each element by itself.
 *
 * <p>On a CPU libtorch draws such numbers on one thread, which takes longer than the linear layer
 * before it. Here an element's number is a hash of its place and of a seed from libtorch's
 * generator, so that threads may share the work and the engine's seed still decides. A number has
 * 16 bits; p is rounded to a multiple of 2^-16, and m with it.
 */
public final class DropoutMask {
  private static final int CHUNK = 4096;
  private static final int PARALLEL = 1 << 16;
  private static final int STEPS = 1 << 16;
  private static final int HALF = 16;
  private static final int GOLDEN = 0x9E3779B9;
  private static final long GOLDEN_LONG = 0x9E3779B97F4A7C15L;

  private DropoutMask() {}

  /**
   * A mask of the shape and type of {@code x}, on its device.
   *
   * @param probability of 0, from 0 to below 1
   */
  public static Tensor like(Tensor x, double probability) {
    if (x.is_cuda()) {
      Tensor kept = torch.empty_like(x).bernoulli_(1 - probability, null);
      return kept.div_(Tensors.scalar(1 - probability));
    }
    Tensor mask = Tensors.empty(ScalarType.Float, Tensors.shape(x));
    if (mask.numel() > 0) {
      fill(mask, (int) Math.round(probability * STEPS));
    }
    return mask.to(Tensors.type(x));
  }

  private static void fill(Tensor mask, int threshold) {
    long size = mask.numel();
    long seed = seed();
    IntPointer memory = new IntPointer((Pointer) mask.data_ptr_float()).capacity(size);
    int kept = Float.floatToRawIntBits((float) STEPS / (STEPS - threshold));
    IntStream chunks = IntStream.range(0, Math.toIntExact((size + CHUNK - 1) / CHUNK));
    boolean parallel = size >= PARALLEL && torch.get_num_threads() > 1;
    (parallel ? chunks.parallel() : chunks)
        .forEach(
            chunk -> {
              long first = (long) chunk * CHUNK;
              int[] bits = new int[CHUNK];
              draw(bits, mixed(seed + chunk * GOLDEN_LONG), threshold, kept);
              int count = (int) Math.min(CHUNK, size - first);
              new IntPointer(memory).position(first).put(bits, 0, count);
            });
  }

  private static long seed() {
    try (TensorScope scope = TensorScope.open()) {
      return Tensors.empty(ScalarType.Long, 1).random_().item_long();
    }
  }

  /** Integer arithmetic without branches, which Java turns into vector instructions. */
  private static void draw(int[] bits, long key, int threshold, int kept) {
    int first = (int) key;
    int second = (int) (key >>> Integer.SIZE);
    int half = CHUNK / 2;
    for (int i = 0; i < half; i++) {
      int x = i * GOLDEN + first;
      x = (x ^ (x >>> 16)) * 0x7FEB352D + second;
      x = (x ^ (x >>> 15)) * 0x846CA68B;
      x ^= x >>> 16;
      bits[i] = ~(((x & 0xFFFF) - threshold) >> 31) & kept;
      bits[i + half] = ~(((x >>> HALF) - threshold) >> 31) & kept;
    }
  }

  private static long mixed(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
