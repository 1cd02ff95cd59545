package org.outeffhop.metrics.sinks;

/**
 * What the tokens of a sample are.
 *
 * @param real those that are not padding
 * @param sinks those of them that heads sink into
 * @param delimiters those of them that are delimiters and that no head sinks into
 */
record SampleTokens(boolean[] real, boolean[] sinks, boolean[] delimiters) {
  /** Those that are neither padding nor sunk into. */
  boolean[] others() {
    boolean[] others = new boolean[real.length];
    for (int i = 0; i < others.length; i++) {
      others[i] = real[i] && !sinks[i];
    }
    return others;
  }

  /** The sums of amounts by row at all tokens, at sinks and at delimiters. */
  Whereabouts split(double[] byRow) {
    return new Whereabouts(sum(byRow, real), sum(byRow, sinks), sum(byRow, delimiters));
  }

  private static double sum(double[] byRow, boolean[] rows) {
    double sum = 0;
    for (int row = 0; row < rows.length; row++) {
      sum += rows[row] ? byRow[row] : 0;
    }
    return sum;
  }
}
