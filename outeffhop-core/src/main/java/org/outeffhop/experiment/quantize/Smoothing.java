package org.outeffhop.experiment.quantize;

/** How SmoothQuant's alpha is found. */
public sealed interface Smoothing {
  /**
   * One alpha for all pairs.
   *
   * @param alpha 0 to 1
   */
  record Given(double alpha) implements Smoothing {
    /** Checks the number. */
    public Given {
      if (!(alpha >= 0 && alpha <= 1)) {
        throw new IllegalArgumentException("alpha is " + alpha + "; it takes 0 to 1");
      }
    }

    @Override
    public String toString() {
      return String.valueOf(alpha);
    }
  }

  /** The best of 0, 0.1, .. 1 for every pair. */
  record Search() implements Smoothing {
    @Override
    public String toString() {
      return "search";
    }
  }

  /**
   * Reads {@code search} or a number.
   *
   * @throws IllegalArgumentException if it is neither
   */
  static Smoothing parse(String text) {
    if (text.equals("search")) {
      return new Search();
    }
    try {
      return new Given(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "alpha is '" + text + "'; it takes a number from 0 to 1, or search", e);
    }
  }
}
