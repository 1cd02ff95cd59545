package org.outeffhop.hopfield;

import java.util.Arrays;

/**
 * From which no-op mass on a memory says that it does not know a query.
 *
 * @param noOpMass the memory abstains above it
 * @param knownAnswered the share of the known examples at or below it
 * @param unknownRefused the share of the unknown examples above it
 */
public record AbstentionThreshold(double noOpMass, double knownAnswered, double unknownRefused) {
  /** A threshold that never abstains. */
  public static final AbstentionThreshold NEVER = new AbstentionThreshold(1, 1, 0);

  public AbstentionThreshold {
    if (!(noOpMass >= 0) || noOpMass > 1) {
      throw new IllegalArgumentException(
          "the threshold is " + noOpMass + "; a no-op mass is from 0 to 1");
    }
  }

  /**
   * The threshold with the largest sum of both shares, between two neighbouring examples (their
   * geometric mean, since masses span many powers of ten).
   *
   * @param known no-op masses of queries the memory should answer, at least one
   * @param unknown no-op masses of queries it should refuse, at least one
   */
  static AbstentionThreshold between(double[] known, double[] unknown) {
    double[] masses =
        Arrays.stream(new double[][] {known, unknown})
            .flatMapToDouble(Arrays::stream)
            .sorted()
            .distinct()
            .toArray();
    AbstentionThreshold best = at(1, known, unknown);
    for (int i = 0; i + 1 < masses.length; i++) {
      AbstentionThreshold here = at(between(masses[i], masses[i + 1]), known, unknown);
      if (here.knownAnswered + here.unknownRefused > best.knownAnswered + best.unknownRefused) {
        best = here;
      }
    }
    return best;
  }

  private static double between(double low, double high) {
    double mean = Math.sqrt(low * high);
    return mean > low && mean < high ? mean : low;
  }

  private static AbstentionThreshold at(double mass, double[] known, double[] unknown) {
    return new AbstentionThreshold(mass, 1 - shareAbove(mass, known), shareAbove(mass, unknown));
  }

  private static double shareAbove(double mass, double[] examples) {
    return (double) Arrays.stream(examples).filter(x -> x > mass).count() / examples.length;
  }
}
