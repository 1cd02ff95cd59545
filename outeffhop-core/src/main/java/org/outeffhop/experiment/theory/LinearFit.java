package org.outeffhop.experiment.theory;

import java.util.stream.IntStream;

/**
 * y = intercept + slope x by least squares.
 *
 * @param explained R^2, the share of y's variance that the line explains
 */
record LinearFit(double slope, double intercept, double explained) {
  static LinearFit of(double[] x, double[] y) {
    double meanX = IntStream.range(0, x.length).mapToDouble(i -> x[i]).average().orElseThrow();
    double meanY = IntStream.range(0, y.length).mapToDouble(i -> y[i]).average().orElseThrow();
    double xx = 0;
    double xy = 0;
    double yy = 0;
    for (int i = 0; i < x.length; i++) {
      xx += (x[i] - meanX) * (x[i] - meanX);
      xy += (x[i] - meanX) * (y[i] - meanY);
      yy += (y[i] - meanY) * (y[i] - meanY);
    }
    double slope = xy / xx;
    return new LinearFit(slope, meanY - slope * meanX, yy == 0 ? 1 : xy * xy / (xx * yy));
  }

  /** The line's value at x. */
  double at(double x) {
    return intercept + slope * x;
  }
}
