package org.outeffhop.experiment.run;

import java.util.Locale;
import org.outeffhop.training.OptimizerConfig;

/**
 * The least memory that training takes: a weight, its gradient and the optimizer's state, for AdamW
 * 16 bytes for each trained scalar. Activations come on top.
 *
 * @param parameters trained scalars of a model
 * @param models trained at a time
 */
record MemoryNeed(long parameters, int models, OptimizerConfig optimizer) {
  private static final double GIBIBYTE = 1L << 30;

  long bytes() {
    return Math.multiplyExact(parameters, (long) optimizer.bytesPerParameter() * models);
  }

  /**
   * Refuses what cannot fit.
   *
   * @param available bytes
   * @throws IllegalArgumentException if more is needed
   */
  void requireRoom(RunSpec run, long available) {
    if (run.execution().device().equals("cpu") && bytes() > available) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s has %,d parameters; training %d such at a time takes at least %.1f GiB for weights, "
                  + "gradients and the optimizer's state, and %.1f GiB are free: choose a smaller --width, "
                  + "--layers, --vocabulary or --parallel",
              run.title(),
              parameters,
              models,
              bytes() / GIBIBYTE,
              available / GIBIBYTE));
    }
  }
}
