package org.outeffhop.model;

import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.naming.Named;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/** What learned position embeddings begin with. */
public enum InitialPositions {
  /** Normal numbers, as all other weights. */
  RANDOM,
  /**
   * Sinusoids (Vaswani et al. 2017, arXiv 1706.03762), in which a head can find a neighbour by one
   * rotation: at position p and for each i below D / 2, element 2i is 0.2 sin(p / 100^(2i / D)) and
   * element 2i + 1 the same of the cosine.
   */
  SINUSOIDAL;

  private static final double AMPLITUDE = 0.2;
  private static final double BASE = 100;

  /** Fills a table, [positions, D], with sinusoids. */
  static void fillWithSinusoids(Tensor table) {
    int count = Math.toIntExact(table.size(0));
    int width = Math.toIntExact(table.size(1));
    double[] values = new double[count * width];
    for (int i = 0; i < values.length; i++) {
      int element = i % width;
      double angle = i / width / Math.pow(BASE, (element - element % 2) / (double) width);
      values[i] = AMPLITUDE * (element % 2 == 0 ? Math.sin(angle) : Math.cos(angle));
    }
    try (TensorScope scope = TensorScope.open();
        NoGradGuard constant = new NoGradGuard()) {
      Tensor filled = table.copy_(Tensors.of(values, count, width));
    }
  }

  /** The name as it is written on the command line. */
  @Override
  public String toString() {
    return Named.of(this);
  }
}
