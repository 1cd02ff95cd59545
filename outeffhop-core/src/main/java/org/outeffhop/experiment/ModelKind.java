package org.outeffhop.experiment;

import org.outeffhop.data.TokenizerKind;
import org.outeffhop.naming.Named;

/** The models that can be compared. */
public enum ModelKind {
  /** Masked language model, WordPiece. */
  BERT(TokenizerKind.WORD_PIECE),
  /** Causal language model, byte-level byte-pair encoding. */
  OPT(TokenizerKind.BYTE_PAIR);

  private final TokenizerKind tokenizer;

  ModelKind(TokenizerKind tokenizer) {
    this.tokenizer = tokenizer;
  }

  TokenizerKind tokenizer() {
    return tokenizer;
  }

  /** The kind of a name as printed. */
  public static ModelKind of(String name) {
    return Named.value("model", values(), name);
  }

  @Override
  public String toString() {
    return Named.of(this);
  }
}
