package org.outeffhop.experiment.task;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * The samples of one batch.
 *
 * @param samples their indices within the part
 * @param seed of the run; 0 in measurements, which are the same for every run
 * @param number of the batch, which with the seed decides what is drawn at random in it
 */
public record Selection(Part part, int[] samples, long seed, long number) {
  /** The seed of measurements: which batches they take, in which order, and what is masked. */
  public static final long MEASUREMENT_SEED = 20240404;

  /** Batches of a measurement, in this order. */
  static List<Selection> measured(Part part, List<int[]> batches) {
    return measured(part, batches.size(), batches::get);
  }

  /** So many batches of a measurement. */
  static List<Selection> measured(Part part, int count, IntFunction<int[]> samples) {
    return IntStream.range(0, count)
        .mapToObj(i -> new Selection(part, samples.apply(i), 0, MEASUREMENT_SEED + i))
        .toList();
  }

  /** The same samples, each in a batch of its own, with its own random numbers. */
  List<Selection> apart() {
    return IntStream.range(0, samples.length)
        .mapToObj(i -> new Selection(part, new int[] {samples[i]}, seed + i, number))
        .toList();
  }

  /** A seed for what is drawn at random in this batch alone. */
  long randomSeed() {
    return seed * 1_000_003 + number;
  }
}
