package org.outeffhop.experiment.memory;

import java.util.Locale;

/** What planted outliers are like. */
public enum OutlierKind {
  /** In any direction, with five times the norm of the good patterns. */
  LARGE_NORM,
  /**
   * A good pattern with as long a part outside the subspace that good patterns and queries lie in:
   * its dot products with queries are that good pattern's.
   */
  OFF_MANIFOLD;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
