package org.outeffhop.quantization.migration;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.tensor.Parameters;
import org.outeffhop.tensor.Tensors;

/**
 * Gamma migration: s = gain, so that a norm puts out (x - mean) / sqrt(variance + eps) + bias /
 * gain and its gain, in which outliers grow, is in the matrices and the shortcut after it; Wei et
 * al., Outlier Suppression, NeurIPS 2022 (arXiv 2209.13325), section 4.1. A gain of 0 stays.
 */
public final class GammaMigration {
  private GammaMigration() {}

  /**
   * Moves the gains of all pairs that a norm produces.
   *
   * @return the migration, with the shortcuts that a post-norm model has to scale
   */
  public static ScaleMigration move(List<MigrationPair> pairs, Parameters parameters) {
    ScaleMigration migration = new ScaleMigration(parameters);
    for (MigrationPair pair : pairs) {
      if (pair.kind() == MigrationPair.Kind.NORM) {
        migration.move(pair, gains(pair, parameters));
      }
    }
    return migration;
  }

  private static double[] gains(MigrationPair pair, Parameters parameters) {
    Tensor gain = parameters.asMap().get(pair.producer() + ".weight");
    if (gain == null) {
      throw new IllegalArgumentException(
          "the model has no norm '" + pair.producer() + "'; the pairs are of another config");
    }
    return Arrays.stream(Tensors.toDoubles(gain)).map(g -> g == 0 ? 1 : g).toArray();
  }
}
