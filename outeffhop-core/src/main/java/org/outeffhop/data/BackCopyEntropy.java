package org.outeffhop.data;

/**
 * The entropy of a back-copy language, exactly.
 *
 * <p>H(x_t+1 | x_1 .. x_t) = sum_i a_t(i) H(T_i): only what is drawn is uncertain. a_t(i) is the
 * probability that x_t is i and a letter is drawn next, b_t(i) that x_t is a trigger and x_t-1 = i
 * is copied next; a_t+1(j) = sum_i a_t(i) T_ij + b_t(j) for letters j that are no triggers, b_t(j)
 * alone for triggers, and b_t+1(i) = a_t(i) sum_triggers T_ij. A state (x_t-1, x_t, whether x_t was
 * copied) is in a or in b, so these are the Markov chain's steps from the start of a sequence.
 *
 * <p>A place with a planted outlier leaves the state as it is: with probability p per place, a and
 * b stay, and what is uncertain at a place is the outlier's, and 1 - p times the letter's.
 */
final class BackCopyEntropy {
  private static final double STEADY = 1e-14;
  private static final int MOST_STEPS = 100_000;

  private final BigramTable table;
  private final double[] entropies;
  private double[] drawing;
  private double[] copying;

  private BackCopyEntropy(BigramTable table, double... drawing) {
    this.table = table;
    int letters = table.letters();
    entropies = new double[letters];
    for (int i = 0; i < letters; i++) {
      for (int j = 0; j < letters; j++) {
        entropies[i] += uncertainty(table.probability(i, j));
      }
    }
    this.drawing = drawing;
    copying = new double[letters];
  }

  /** The mean over the first places of a sequence, in nats a place. */
  static double mean(BigramTable table, PlantedOutliers outliers, int places) {
    BackCopyEntropy chain = new BackCopyEntropy(table, new double[table.letters()]);
    double beginning = 0;
    for (double probability : table.first()) {
      beginning += uncertainty(probability);
    }
    double kept = 1 - outliers.share();
    double unbegun = 1;
    double sum = 0;
    for (int t = 0; t < places; t++) {
      sum += outliers.entropy() + kept * (unbegun * beginning + chain.next());
      chain.step(kept, unbegun);
      unbegun *= outliers.share();
    }
    return sum / places;
  }

  /** The limit for long sequences, in nats a place: that of the stationary distribution. */
  static double rate(BigramTable table, PlantedOutliers outliers) {
    return outliers.entropy() + (1 - outliers.share()) * stationary(table).next();
  }

  /** The letters' shares in the stationary distribution. */
  static double[] shares(BigramTable table) {
    BackCopyEntropy chain = stationary(table);
    double[] shares = chain.drawing.clone();
    for (int j = 0; j < table.triggers(); j++) {
      for (int i = 0; i < shares.length; i++) {
        shares[j] += chain.drawing[i] * table.probability(i, j);
      }
    }
    return shares;
  }

  /** Power iteration. */
  private static BackCopyEntropy stationary(BigramTable table) {
    BackCopyEntropy chain = new BackCopyEntropy(table, table.first().clone());
    for (int t = 0; t < MOST_STEPS; t++) {
      double[] before = chain.drawing;
      chain.step();
      double change = 0;
      for (int i = 0; i < before.length; i++) {
        change = Math.max(change, Math.abs(chain.drawing[i] - before[i]));
      }
      if (change < STEADY) {
        return chain;
      }
    }
    throw new IllegalStateException(
        "the letters' shares of a back-copy language do not settle in " + MOST_STEPS + " steps");
  }

  private static double uncertainty(double probability) {
    return probability > 0 ? -probability * StrictMath.log(probability) : 0;
  }

  private double next() {
    double sum = 0;
    for (int i = 0; i < entropies.length; i++) {
      sum += drawing[i] * entropies[i];
    }
    return sum;
  }

  /**
   * A place, which holds a letter with probability {@code kept}; the first letter of a sequence
   * with probability {@code unbegun}.
   */
  private void step(double kept, double unbegun) {
    double[] drawingBefore = drawing;
    double[] copyingBefore = copying;
    step();
    for (int i = 0; i < drawing.length; i++) {
      double letter = drawing[i] + unbegun * table.first()[i];
      drawing[i] = kept * letter + (1 - kept) * drawingBefore[i];
      copying[i] = kept * copying[i] + (1 - kept) * copyingBefore[i];
    }
  }

  private void step() {
    int letters = table.letters();
    double[] drawn = copying.clone();
    double[] copied = new double[letters];
    for (int i = 0; i < letters; i++) {
      for (int j = 0; j < letters; j++) {
        double probability = drawing[i] * table.probability(i, j);
        if (j < table.triggers()) {
          copied[i] += probability;
        } else {
          drawn[j] += probability;
        }
      }
    }
    drawing = drawn;
    copying = copied;
  }
}
