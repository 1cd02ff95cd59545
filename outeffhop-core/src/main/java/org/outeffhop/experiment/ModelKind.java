package org.outeffhop.experiment;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.outeffhop.data.TokenizerKind;

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
    return Arrays.stream(values())
        .filter(kind -> kind.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "model is '"
                        + name
                        + "'; it can be "
                        + Arrays.stream(values())
                            .map(ModelKind::toString)
                            .collect(Collectors.joining(", "))));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
