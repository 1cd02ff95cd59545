package org.outeffhop.quantization.migration;

import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.Probe;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * Multiplies the shortcuts of a post-norm model by what a {@link ScaleMigration} took out of its
 * norms, and lets another probe see and do everything else.
 *
 * @param scales by the name of the residual sum, {@link ScaleMigration#shortcuts}
 * @param inner a recorder, calibration, fake quantization or {@link Probe#NONE}
 */
public record ShortcutScales(Map<String, double[]> scales, Probe inner) implements Probe {
  /**
   * For graphs that have no place for scales of shortcuts.
   *
   * @param sums the names of those that there are
   * @param kind of model, for the message
   * @throws IllegalArgumentException if there are any
   */
  public static void requireNone(Set<String> sums, String kind) {
    if (!sums.isEmpty()) {
      throw new IllegalArgumentException(
          "graphs of %s have no place for scales of shortcuts, but there are those of %s"
              .formatted(kind, sums));
    }
  }

  @Override
  public Tensor at(String name, Tensor activation) {
    return inner.at(name, activation);
  }

  @Override
  public Tensor weight(String name, Tensor weight) {
    return inner.weight(name, weight);
  }

  @Override
  public Tensor table(String name, Tensor table) {
    return inner.table(name, table);
  }

  @Override
  public Tensor shortcut(String sum, Tensor x) {
    double[] scale = scales.get(sum);
    if (scale == null) {
      return inner.shortcut(sum, x);
    }
    try (TensorScope scope = TensorScope.open()) {
      Tensor s = Engine.to(Tensors.of(scale, scale.length), x.device()).to(Tensors.type(x));
      return scope.keep(inner.shortcut(sum, x.mul(s)));
    }
  }

  @Override
  public boolean wantsAttentionProbabilities() {
    return inner.wantsAttentionProbabilities();
  }
}
