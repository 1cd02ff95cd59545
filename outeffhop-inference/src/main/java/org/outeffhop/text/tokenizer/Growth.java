package org.outeffhop.text.tokenizer;

/** How many times longer the steps of a tokenizer can make a text, one after the other. */
final class Growth {
  /** The largest in files that people use is 44: SentencePiece's nmt_nfkc and its spaces. */
  private static final long MOST = 100;

  private final Part part;
  private long factor = 1;

  Growth(Part part) {
    this.part = part;
  }

  /** The product of all steps so far. */
  long factor() {
    return factor;
  }

  /**
   * Adds a step.
   *
   * @throws IllegalArgumentException if all steps so far are too much
   */
  void times(long step) {
    factor *= Math.max(1, step);
    if (factor > MOST) {
      throw new IllegalArgumentException(
          "%s: %s can make a text %d times as long; %d is the most"
              .formatted(part.file(), part.path(), factor, MOST));
    }
  }
}
