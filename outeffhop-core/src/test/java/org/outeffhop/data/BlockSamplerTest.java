package org.outeffhop.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BlockSamplerTest {
  private static final int COUNT = 23;
  private static final int BATCH = 5;

  @Test
  void everyEpochHoldsEveryBlockOnce() {
    BlockSampler sampler = new BlockSampler(COUNT, BATCH, 42);
    int[] sequence =
        IntStream.range(0, 4 * COUNT)
            .flatMap(step -> Arrays.stream(sampler.indices(step)))
            .toArray();
    int[] all = IntStream.range(0, COUNT).toArray();
    int[] previous = all;
    for (int epoch = 0; epoch < 4 * BATCH; epoch++) {
      int[] order = Arrays.copyOfRange(sequence, epoch * COUNT, (epoch + 1) * COUNT);
      assertFalse(Arrays.equals(previous, order), "epoch " + epoch + " repeats the one before");
      previous = order.clone();
      Arrays.sort(order);
      assertArrayEquals(all, order);
    }
  }

  @Test
  void aStepIsTheSameInWhateverOrderStepsAreAsked() {
    BlockSampler forwards = new BlockSampler(COUNT, BATCH, 42);
    int[][] expected = LongStream.range(0, 40).mapToObj(forwards::indices).toArray(int[][]::new);
    BlockSampler jumping = new BlockSampler(COUNT, BATCH, 42);
    Random random = new Random(1);
    for (int trial = 0; trial < 200; trial++) {
      int step = random.nextInt(40);
      assertArrayEquals(expected[step], jumping.indices(step));
    }
  }

  @Test
  void theSeedDecidesTheOrder() {
    assertFalse(
        Arrays.equals(
            new BlockSampler(COUNT, COUNT, 1).indices(0),
            new BlockSampler(COUNT, COUNT, 2).indices(0)));
  }

  @Test
  void aBatchMayBeLargerThanTheData() {
    int[] indices = new BlockSampler(2, 6, 0).indices(3);
    assertEquals(3, Arrays.stream(indices).filter(index -> index == 0).count());
    assertEquals(3, Arrays.stream(indices).filter(index -> index == 1).count());
  }

  @Test
  void emptyDataAndNegativeStepsAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new BlockSampler(0, 1, 0));
    assertThrows(IllegalArgumentException.class, () -> new BlockSampler(1, 0, 0));
    BlockSampler sampler = new BlockSampler(1, 1, 0);
    assertThrows(IllegalArgumentException.class, () -> sampler.indices(-1));
  }
}
