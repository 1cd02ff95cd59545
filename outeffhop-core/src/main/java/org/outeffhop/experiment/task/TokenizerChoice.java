package org.outeffhop.experiment.task;

import org.outeffhop.data.TokenizerKind;
import org.outeffhop.model.DataKind;
import org.outeffhop.model.ModelType;

/** Which tokenizer the text of a model takes. */
public final class TokenizerChoice {
  private TokenizerChoice() {}

  /**
   * The kind of tokenizer for a type of model.
   *
   * @throws IllegalArgumentException if it reads no text
   */
  public static TokenizerKind of(ModelType type) {
    return switch (type.subwords()) {
      case WORD_PIECES -> TokenizerKind.WORD_PIECE;
      case BYTE_PAIRS -> TokenizerKind.BYTE_PAIR;
      case NONE ->
          throw new IllegalArgumentException(
              "model_type is %s, which reads no text; those that do are %s"
                  .formatted(type, ModelType.list(other -> other.data() == DataKind.TEXT)));
    };
  }
}
