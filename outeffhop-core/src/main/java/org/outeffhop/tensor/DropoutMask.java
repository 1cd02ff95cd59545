package org.outeffhop.tensor;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * m with P(m = 0) = p and m = 1 / (1 - p) otherwise, independently for each element.
 *
 * <p>On a CPU libtorch draws such numbers on one thread, which takes longer than the preceding
 * linear layer. Here the number of an element is a hash of its position and of a seed from
 * libtorch's generator, so the result depends on the engine's seed and not on the number of
 * threads. A number has 16 bits; p is rounded to a multiple of 2^-16.
 */
public final class DropoutMask {
  private static final int LEVELS = 1 << 16;
  private static final int PARALLEL = 1 << 16;

  private DropoutMask() {}

  /**
   * A mask of the shape and type of {@code x}, on its device.
   *
   * @param probability p, from 0 to below 1
   */
  public static Tensor like(Tensor x, double probability) {
    if (x.is_cuda()) {
      Tensor kept = torch.empty_like(x).bernoulli_(1 - probability, null);
      return kept.div_(Tensors.scalar(1 - probability));
    }
    Tensor mask = Tensors.empty(ScalarType.Float, Tensors.shape(x));
    if (mask.numel() > 0) {
      fill(mask, Math.min(LEVELS - 1, (int) Math.round(probability * LEVELS)));
    }
    return mask.to(Tensors.type(x));
  }

  private static void fill(Tensor mask, int threshold) {
    long size = mask.numel();
    long seed = seed();
    IntPointer memory = new IntPointer((Pointer) mask.data_ptr_float()).capacity(size);
    int parts = size < PARALLEL ? 1 : torch.get_num_threads();
    long chunks = (size + Chunk.SIZE - 1) / Chunk.SIZE;
    IntStream.range(0, parts)
        .parallel()
        .forEach(
            part -> {
              Chunk chunk = new Chunk(threshold);
              long end = chunks * (part + 1) / parts;
              for (long place = chunks * part / parts; place < end; place++) {
                chunk.draw(seed, place);
                chunk.write(memory, place * Chunk.SIZE);
              }
            });
  }

  private static long seed() {
    try (TensorScope scope = TensorScope.open()) {
      return Tensors.empty(ScalarType.Long, 1).random_().item_long();
    }
  }

  /**
   * Masks of neighbouring elements, as the bits of floats. The loops are over integers, have no
   * branches and write one array each, so that Java vectorizes them.
   */
  private static final class Chunk {
    private static final int HALF = 2048;
    private static final int SIZE = 2 * HALF;
    private static final int[] PLACES = new int[HALF];

    static {
      Arrays.setAll(PLACES, place -> place * 0x9E3779B9);
    }

    private final int[] low = new int[HALF];
    private final int[] high = new int[HALF];
    private final int threshold;
    private final int kept;

    Chunk(int threshold) {
      this.threshold = threshold;
      kept = Float.floatToRawIntBits((float) LEVELS / (LEVELS - threshold));
    }

    /** Two rounds of multiplying and folding for every 32 bits, which make two elements. */
    void draw(long seed, long chunk) {
      long key = mixed(seed + chunk * 0x9E3779B97F4A7C15L);
      int first = (int) key;
      int second = (int) (key >>> Integer.SIZE);
      for (int i = 0; i < HALF; i++) {
        int x = PLACES[i] + first;
        x = (x ^ (x >>> 16)) * 0x7FEB352D + second;
        x = (x ^ (x >>> 15)) * 0x846CA68B;
        low[i] = x ^ (x >>> 16);
      }
      for (int i = 0; i < HALF; i++) {
        high[i] = ~(((low[i] >>> 16) - threshold) >> 31) & kept;
      }
      for (int i = 0; i < HALF; i++) {
        low[i] = ~(((low[i] & 0xFFFF) - threshold) >> 31) & kept;
      }
    }

    void write(IntPointer memory, long first) {
      long left = memory.capacity() - first;
      int lows = (int) Math.min(HALF, left);
      int highs = (int) Math.min(HALF, left - lows);
      IntPointer here = new IntPointer(memory).position(first);
      here.put(low, 0, lows);
      here.position(first + lows).put(high, 0, highs);
    }

    /** SplitMix64's. */
    private static long mixed(long value) {
      long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
      z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
      return z ^ (z >>> 31);
    }
  }
}
