package org.outeffhop.quantization.migration;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.tensor.Parameters;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * The scales of SmoothQuant (Xiao et al., ICML 2023, arXiv 2211.10438, equation 4):
 *
 * <pre>{@code
 * s_j = max |X_j|^alpha / max |W_j|^(1 - alpha)
 * }</pre>
 *
 * <p>X_j is a channel of the activation over the calibration batches, W_j the columns that multiply
 * it in all consumers. alpha 1 moves all of the difficulty into the weights, alpha 0 the weights'
 * into the activation. Channels that are all 0 on one side keep s_j = 1.
 *
 * <p>The paper moves {@link MigrationPair.Kind#NORM} pairs. A value or ReLU pair divides the rows
 * of a matrix that is quantized too: give such pairs only where weights have a scale per channel,
 * which takes up the division; with one scale a tensor the uneven rows cost more than is won.
 */
public final class SmoothQuant {
  private SmoothQuant() {}

  /**
   * Moves the scales of all pairs with one alpha.
   *
   * @param alpha 0 to 1
   * @return the migration, with the shortcuts that a post-norm model has to scale
   */
  public static ScaleMigration move(
      List<MigrationPair> pairs, Parameters parameters, ChannelRanges ranges, double alpha) {
    requireAlpha(alpha);
    ScaleMigration migration = new ScaleMigration(parameters);
    pairs.forEach(pair -> migration.move(pair, scales(pair, parameters, ranges, alpha)));
    return migration;
  }

  /**
   * Moves the scales of all pairs, each with its own alpha.
   *
   * @param alphas by {@link MigrationPair#point}, as {@link AlphaSearch#best} finds them
   */
  public static ScaleMigration move(
      List<MigrationPair> pairs,
      Parameters parameters,
      ChannelRanges ranges,
      Map<String, Double> alphas) {
    ScaleMigration migration = new ScaleMigration(parameters);
    for (MigrationPair pair : pairs) {
      Double alpha = alphas.get(pair.point());
      if (alpha == null) {
        throw new IllegalArgumentException(
            "there is no alpha for " + pair.point() + ", only for " + alphas.keySet());
      }
      migration.move(pair, scales(pair, parameters, ranges, alpha));
    }
    return migration;
  }

  static void requireAlpha(double alpha) {
    if (!(alpha >= 0 && alpha <= 1)) {
      throw new IllegalArgumentException("alpha is " + alpha + "; it takes 0 to 1");
    }
  }

  /** s of a pair. */
  static double[] scales(
      MigrationPair pair, Parameters parameters, ChannelRanges ranges, double alpha) {
    double[] inputs = ranges.largest(pair);
    double[] weights = largestColumns(pair, parameters);
    double[] scales = new double[inputs.length];
    Arrays.setAll(
        scales,
        j ->
            inputs[j] == 0 || weights[j] == 0
                ? 1
                : Math.pow(inputs[j], alpha) / Math.pow(weights[j], 1 - alpha));
    return scales;
  }

  private static double[] largestColumns(MigrationPair pair, Parameters parameters) {
    double[] largest = new double[Math.toIntExact(pair.channels())];
    for (Consumer consumer : pair.consumers()) {
      try (TensorScope scope = TensorScope.open()) {
        Tensor weight = consumer.matrix(parameters);
        double[] columns = Tensors.toDoubles(weight.detach().abs().amax(new long[] {0}, false));
        for (int j = 0; j < columns.length; j++) {
          int channel = (int) consumer.first() + j;
          largest[channel] = Math.max(largest[channel], columns[j]);
        }
      }
    }
    return largest;
  }
}
