package org.outeffhop.experiment.result;

import com.fasterxml.jackson.annotation.JsonValue;

/** What the quality of a model is. */
public enum QualityMeasure {
  /** exp of the mean cross-entropy on held-out text. */
  PERPLEXITY("perplexity", "perplexity", 2, ChangeUnit.PERCENT),
  /** Held-out images whose class has the largest score, in percent. */
  TOP1("top1", "top-1 in %", 2, ChangeUnit.POINTS),
  /** Mean squared error in units of the training part's standard deviation. */
  MSE("mse", "MSE", 3, ChangeUnit.PERCENT),
  /** Mean cosine of the embeddings of held-out texts with the original model's. */
  COSINE("cosine", "cosine", 4, ChangeUnit.DIFFERENCE);

  private final String key;
  private final String words;
  private final int decimals;
  private final ChangeUnit changeUnit;

  QualityMeasure(String key, String words, int decimals, ChangeUnit changeUnit) {
    this.key = key;
    this.words = words;
    this.decimals = decimals;
    this.changeUnit = changeUnit;
  }

  /** The name in files. */
  @JsonValue
  public String key() {
    return key;
  }

  /** Decimals that are worth showing. */
  public int decimals() {
    return decimals;
  }

  /** How two qualities are compared. */
  ChangeUnit changeUnit() {
    return changeUnit;
  }

  /** The quality as a loss, of which less is better. */
  public double loss(double quality) {
    return switch (this) {
      case PERPLEXITY, MSE -> quality;
      case TOP1 -> -quality;
      case COSINE -> 1 - quality;
    };
  }

  /** How much is lost from one quality to another, in percent of the first; gains are negative. */
  public double lost(double before, double after) {
    return 100 * (loss(after) - loss(before)) / Math.abs(before);
  }

  /** As it heads a column. */
  @Override
  public String toString() {
    return words;
  }
}
