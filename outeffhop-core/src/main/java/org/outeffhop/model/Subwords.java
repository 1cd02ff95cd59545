package org.outeffhop.model;

/** The pieces of words that a model's tokens are. */
public enum Subwords {
  /** WordPiece's, as BERT has them. */
  WORD_PIECES,
  /** Byte pairs, as GPT-2 has them. */
  BYTE_PAIRS,
  /** The model reads no text. */
  NONE
}
