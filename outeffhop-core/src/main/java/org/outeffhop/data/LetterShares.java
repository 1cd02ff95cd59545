package org.outeffhop.data;

/**
 * Shares f of the letters in a text, by their ranks k from 1: f_k proportional to 1 / (k + 0.7), a
 * law of Zipf and Mandelbrot. Of 64 letters the first three have 31%.
 *
 * @param values in the order of the ranks; they sum to 1
 */
record LetterShares(double[] values) {
  /** As a trigger brings a copy of a letter that is none, triggers are less than this. */
  static final double MOST_TRIGGERS = 0.5;

  private static final double OFFSET = 0.7;

  static LetterShares of(int letters) {
    double[] values = new double[letters];
    double sum = 0;
    for (int k = 0; k < letters; k++) {
      values[k] = 1 / (k + 1 + OFFSET);
      sum += values[k];
    }
    for (int k = 0; k < letters; k++) {
      values[k] /= sum;
    }
    return new LetterShares(values);
  }

  /** The share of the first letters together. */
  double first(int letters) {
    double sum = 0;
    for (int k = 0; k < letters; k++) {
      sum += values[k];
    }
    return sum;
  }
}
