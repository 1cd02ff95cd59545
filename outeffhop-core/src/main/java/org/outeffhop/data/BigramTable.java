package org.outeffhop.data;

import org.outeffhop.random.SplitMix64;

/**
 * The table T of a back-copy language: T_ij is the probability that letter j is drawn after letter
 * i.
 *
 * <p>Row i is seeded weights {@code -ln(1 - u)} times a factor for each letter, scaled until the
 * text has the {@linkplain LetterShares shares} f (Sinkhorn and Knopp). With F the share of the
 * triggers, p = F / (1 - F) of what is drawn are triggers, after every letter alike. Each of them
 * brings a copy, so that a text has 1 + p letters for each that is drawn: drawn are triggers with
 * probabilities f (1 + p), and other letters, which are copied too, with f (1 + p) (1 - p).
 *
 * @param letters V
 * @param triggers the letters 0 to this - 1
 * @param first probability of each letter at the beginning of a sequence, f
 * @param rows T, row by row
 */
record BigramTable(int letters, int triggers, double[] first, double[] rows) {
  private static final int SCALINGS = 500;

  static BigramTable of(int letters, int triggers, long seed) {
    double[] shares = LetterShares.of(letters).values();
    BigramTable table =
        new BigramTable(letters, triggers, shares, weights(letters, new SplitMix64(seed, 0)));
    for (int i = 0; i < SCALINGS; i++) {
      table.scaleColumns();
      table.scaleRows();
    }
    return table;
  }

  private static double[] weights(int letters, SplitMix64 random) {
    double[] weights = new double[letters * letters];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = -StrictMath.log(1 - random.nextDouble());
    }
    return weights;
  }

  /** The probability that what is drawn is a trigger, p. */
  double triggersDrawn() {
    double share = LetterShares.of(letters).first(triggers);
    return share / (1 - share);
  }

  double probability(int before, int letter) {
    return rows[before * letters + letter];
  }

  /** Makes the letters drawn after those that are no triggers as frequent as they are to be. */
  private void scaleColumns() {
    double p = triggersDrawn();
    double others = 1 - LetterShares.of(letters).first(triggers);
    for (int j = 0; j < letters; j++) {
      double drawn = 0;
      for (int i = triggers; i < letters; i++) {
        drawn += first[i] / others * probability(i, j);
      }
      double wanted = first[j] * (1 + p) * (j < triggers ? 1 : 1 - p);
      for (int i = 0; i < letters; i++) {
        rows[i * letters + j] *= wanted / drawn;
      }
    }
  }

  /** Makes triggers p and the other letters 1 - p of every row. */
  private void scaleRows() {
    double p = triggersDrawn();
    for (int i = 0; i < letters; i++) {
      scaleRow(i, 0, triggers, p);
      scaleRow(i, triggers, letters, 1 - p);
    }
  }

  private void scaleRow(int row, int from, int to, double wanted) {
    double sum = 0;
    for (int j = from; j < to; j++) {
      sum += probability(row, j);
    }
    for (int j = from; j < to; j++) {
      rows[row * letters + j] *= wanted / sum;
    }
  }
}
