package org.outeffhop.quantization.migration;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.Parameters;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * Moves scales from activations into weights, in place: for every pair
 *
 * <pre>{@code
 * producer: gain_j /= s_j (or row_j /= s_j), bias_j /= s_j
 * consumer: column_j *= s_j
 * shortcut: x_j *= s_j, where the activation enters a sum too
 * }</pre>
 *
 * <p>In exact arithmetic the model computes what it did. Pre-norm models hold the whole migration
 * in their weights. A shortcut is no weight: a post-norm model has to run under {@link
 * ShortcutScales} from then on, and its weights alone are another function.
 */
public final class ScaleMigration {
  private final Parameters parameters;
  private final Map<String, double[]> shortcuts = new LinkedHashMap<>();

  /** A migration that has moved nothing. */
  public ScaleMigration(Parameters parameters) {
    this.parameters = parameters;
  }

  /**
   * Moves the scales of one pair.
   *
   * @param scales s, one number a channel
   * @throws IllegalArgumentException before anything is changed, if there are more or fewer scales
   *     than channels, one is 0 or not finite, one is negative before a ReLU, or a parameter is
   *     missing
   */
  public void move(MigrationPair pair, double[] scales) {
    require(pair, scales);
    try (TensorScope scope = TensorScope.open();
        NoGradGuard constant = new NoGradGuard()) {
      Tensor weight = parameter(parameters, pair.producer() + ".weight");
      Tensor bias = parameters.asMap().get(pair.producer() + ".bias");
      Tensor s =
          Engine.to(Tensors.of(scales, scales.length), weight.device()).to(Tensors.type(weight));
      pair.consumers().forEach(consumer -> consumer.matrix(parameters));
      weight.div_(weight.dim() == 2 ? s.unsqueeze(1) : s);
      if (bias != null) {
        bias.div_(s);
      }
      for (Consumer consumer : pair.consumers()) {
        consumer.matrix(parameters).mul_(s.narrow(0, consumer.first(), consumer.channels()));
      }
    }
    pair.shortcut().ifPresent(sum -> shortcuts.merge(sum, scales.clone(), ScaleMigration::times));
  }

  private static double[] times(double[] a, double[] b) {
    double[] product = new double[a.length];
    Arrays.setAll(product, j -> a[j] * b[j]);
    return product;
  }

  /** What the shortcuts are to be multiplied with, by the name of the sum. */
  public Map<String, double[]> shortcuts() {
    return Map.copyOf(shortcuts);
  }

  /** A parameter that pairs name. */
  static Tensor parameter(Parameters parameters, String name) {
    Tensor tensor = parameters.asMap().get(name);
    if (tensor == null) {
      throw new IllegalArgumentException(
          "the model has no parameter '" + name + "'; the pairs are of another config");
    }
    return tensor;
  }

  private static void require(MigrationPair pair, double[] scales) {
    if (scales.length != pair.channels()) {
      throw new IllegalArgumentException(
          pair.point() + " has " + pair.channels() + " channels, got " + scales.length + " scales");
    }
    for (double scale : scales) {
      boolean exact = pair.kind() == MigrationPair.Kind.RELU ? scale > 0 : scale != 0;
      if (!exact || !Double.isFinite(scale)) {
        throw new IllegalArgumentException(
            pair.point()
                + ": a scale is "
                + scale
                + "; it must be finite and "
                + (pair.kind() == MigrationPair.Kind.RELU ? "above 0" : "other than 0"));
      }
    }
  }
}
