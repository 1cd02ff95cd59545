package org.outeffhop.metrics.sinks;

import org.outeffhop.metrics.Kurtosis;

/**
 * The outlier elements of a module's output in one sample, those with |x - mu| > 6 s over the
 * output's mean mu and standard deviation s (Bondarenko et al., NeurIPS 2023), and what the
 * kurtosis of any of its rows takes.
 */
final class SampleOutliers {
  private static final double DEVIATIONS = 6;

  private final double[] byRow;
  private final double[] kurtosisByRow;
  private final int[] byChannel;
  private final int channels;

  /** By row, the sums of the first to the fourth powers of x - mu. */
  private final double[][] powers;

  /**
   * Of an output.
   *
   * @param values [rows, channels] in row-major order
   * @param real false where a row is padding, which is left out of everything
   */
  SampleOutliers(double[] values, boolean[] real) {
    channels = values.length / real.length;
    byRow = new double[real.length];
    kurtosisByRow = new double[real.length];
    byChannel = new int[channels];
    powers = new double[real.length][4];
    double mean = mean(values, real);
    for (int row = 0; row < real.length; row++) {
      for (int i = row * channels; real[row] && i < (row + 1) * channels; i++) {
        double power = 1;
        for (int k = 0; k < 4; k++) {
          power *= values[i] - mean;
          powers[row][k] += power;
        }
      }
    }
    count(values, real, mean);
  }

  private void count(double[] values, boolean[] real, double mean) {
    Moments moments = Moments.of(powers, channels, real);
    double limit = DEVIATIONS * Math.sqrt(moments.variance);
    for (int row = 0; row < real.length; row++) {
      for (int channel = 0; real[row] && channel < channels; channel++) {
        double distance = Math.abs(values[row * channels + channel] - mean);
        if (distance > limit) {
          byRow[row]++;
          byChannel[channel]++;
          kurtosisByRow[row] +=
              Kurtosis.of(Math.pow(distance, 4) / moments.count, moments.variance);
        }
      }
    }
  }

  private double mean(double[] values, boolean[] real) {
    double sum = 0;
    long count = 0;
    for (int i = 0; i < values.length; i++) {
      if (real[i / channels]) {
        sum += values[i];
        count++;
      }
    }
    return sum / count;
  }

  /** Outlier elements, by the tokens at which they are. */
  Whereabouts count(SampleTokens tokens) {
    return tokens.split(byRow);
  }

  /** What outlier elements add to the sample's kurtosis, by the tokens at which they are. */
  Whereabouts kurtosis(SampleTokens tokens) {
    return tokens.split(kurtosisByRow);
  }

  /** Outlier elements by channel. */
  int[] byChannel() {
    return byChannel;
  }

  /** {@link Kurtosis} over the rows that are marked; NaN where there are none. */
  double kurtosisOf(boolean[] rows) {
    Moments moments = Moments.of(powers, channels, rows);
    return moments.count == 0 ? Double.NaN : Kurtosis.of(moments.fourth, moments.variance);
  }

  /** Central moments, the variance unbiased. */
  private record Moments(long count, double variance, double fourth) {
    /** Those of some rows, from the sums of powers around another mean. */
    static Moments of(double[][] powers, int channels, boolean[] rows) {
      double[] m = new double[4];
      long count = 0;
      for (int row = 0; row < rows.length; row++) {
        if (rows[row]) {
          count += channels;
          for (int k = 0; k < 4; k++) {
            m[k] += powers[row][k];
          }
        }
      }
      for (int k = 0; k < 4; k++) {
        m[k] /= Math.max(1, count);
      }
      double d = m[0];
      double second = Math.max(0, m[1] - d * d);
      double fourth = m[3] - 4 * d * m[2] + 6 * d * d * m[1] - 3 * d * d * d * d;
      return new Moments(count, second * count / Math.max(1, count - 1), Math.max(0, fourth));
    }
  }
}
