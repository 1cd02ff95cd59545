package org.outeffhop.experiment.theory;

import org.outeffhop.tensor.TensorScope;

/** Wall-clock time of short computations. */
final class Stopwatch {
  private static final int REPEATS = 5;

  private Stopwatch() {}

  /** The shortest of five runs after one that does not count, in seconds. */
  static double best(Runnable work) {
    double best = Double.POSITIVE_INFINITY;
    for (int i = 0; i <= REPEATS; i++) {
      long start = System.nanoTime();
      try (TensorScope scope = TensorScope.open()) {
        work.run();
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      best = i == 0 ? best : Math.min(best, seconds);
    }
    return best;
  }
}
