package org.outeffhop.experiment.theory;

import java.util.Arrays;
import java.util.Locale;

/** What planted outliers are like. */
public enum OutlierKind {
  /** In any direction, with 1.5 to 6.5 times the usual norm of the good patterns. */
  LARGE_NORM,
  /**
   * A good pattern with as long a part outside the subspace that good patterns and queries lie in:
   * its dot products with queries are that good pattern's.
   */
  OFF_MANIFOLD;

  /** The kind of a name as printed. */
  public static OutlierKind of(String name) {
    return Arrays.stream(values())
        .filter(kind -> kind.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "outliers is '" + name + "'; it can be " + Arrays.toString(values())));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
