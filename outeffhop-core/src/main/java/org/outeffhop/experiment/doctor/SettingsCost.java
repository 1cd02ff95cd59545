package org.outeffhop.experiment.doctor;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.outeffhop.experiment.result.DoctorResult.Cost;
import org.outeffhop.hopfield.Association;
import org.outeffhop.hopfield.AttentionMask;
import org.outeffhop.hopfield.Softmax1;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;

/** How fast this process computes, as its environment has set it. */
public final class SettingsCost {
  private static final int LEAST_ROUNDS = 3;
  private static final int MOST_ROUNDS = 7;
  private static final double ENOUGH_MILLISECONDS = 400;
  private static final long ELEMENTS = 1L << 23;

  private SettingsCost() {}

  /**
   * Measures: the fastest of seven rounds, or of at least three where those take long. Other work
   * on the machine disturbs the fastest round least.
   */
  public static Cost measure(String settings) {
    Engine.seed(1);
    try (TensorScope scope = TensorScope.open()) {
      Tensor long1 = torch.randn(ELEMENTS);
      Tensor x = torch.randn(2048, 256);
      Tensor weight = torch.randn(1024, 256).set_requires_grad(true);
      Tensor query = torch.randn(4, 8, 256, 64).set_requires_grad(true);
      Association attention = new Association(new Softmax1(), 0.125);
      return new Cost(
          settings,
          fastest(() -> long1.add(long1)),
          fastest(() -> torch.linear(x, weight).sum().backward()),
          fastest(
              () -> attention.apply(query, query, query, AttentionMask.none()).sum().backward()));
    }
  }

  /** Measures with one thread for each operation; then all are back. */
  public static Cost ofOneThread() {
    Engine.use(1);
    try {
      return measure("one thread");
    } finally {
      Engine.use(Engine.threads());
    }
  }

  /** Milliseconds of the fastest round, after one that is not counted. */
  private static double fastest(Runnable work) {
    time(work);
    double fastest = Double.MAX_VALUE;
    double all = 0;
    for (int round = 0; round < MOST_ROUNDS; round++) {
      double milliseconds = time(work);
      fastest = Math.min(fastest, milliseconds);
      all += milliseconds;
      if (round + 1 >= LEAST_ROUNDS && all > ENOUGH_MILLISECONDS) {
        break;
      }
    }
    return fastest;
  }

  private static double time(Runnable work) {
    long start = System.nanoTime();
    try (TensorScope scope = TensorScope.open()) {
      work.run();
    }
    return (System.nanoTime() - start) / 1e6;
  }
}
