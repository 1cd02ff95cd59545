package org.outeffhop.experiment.result;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What measuring a claim came to. */
public enum Verdict {
  /** Nothing that was measured contradicts the claim. */
  @JsonProperty("holds")
  HOLDS("holds"),
  /** Something that was measured contradicts it. */
  @JsonProperty("does not hold")
  DOES_NOT_HOLD("does not hold"),
  /** It holds under a condition that it leaves out. */
  @JsonProperty("holds only where")
  HOLDS_ONLY_WHERE("holds only where"),
  /** A bound from above that nothing measured exceeds beyond its interval. */
  @JsonProperty("not refuted")
  NOT_REFUTED("not refuted"),
  /** What was measured is not what the claim is about, so that it says nothing of it. */
  @JsonProperty("not tested")
  NOT_TESTED("not tested");

  private final String words;

  Verdict(String words) {
    this.words = words;
  }

  @Override
  public String toString() {
    return words;
  }
}
