package org.outeffhop.experiment.doctor;

import java.util.Arrays;
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
  private static final int ROUNDS = 7;
  private static final long ELEMENTS = 1L << 23;

  private SettingsCost() {}

  /** Measures: medians over seven rounds. */
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
          median(() -> long1.add(long1)),
          median(() -> torch.linear(x, weight).sum().backward()),
          median(
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

  private static double median(Runnable work) {
    double[] milliseconds = new double[ROUNDS];
    for (int i = -1; i < ROUNDS; i++) {
      long start = System.nanoTime();
      try (TensorScope scope = TensorScope.open()) {
        work.run();
      }
      milliseconds[Math.max(i, 0)] = (System.nanoTime() - start) / 1e6;
    }
    Arrays.sort(milliseconds);
    return milliseconds[ROUNDS / 2];
  }
}
