package org.outeffhop.data;

/** How text is cut into tokens. */
public enum TokenizerKind {
  /** Byte-level byte-pair encoding, as in GPT-2 and OPT. */
  BYTE_PAIR(BytePairTrainer.MINIMUM_VOCABULARY_SIZE) {
    @Override
    public TokenizerTrainer trainer(int vocabularySize) {
      return new BytePairTrainer(vocabularySize);
    }
  },
  /** WordPiece on lower-cased words, as in BERT. */
  WORD_PIECE(WordPieceTrainer.MINIMUM_VOCABULARY_SIZE) {
    @Override
    public TokenizerTrainer trainer(int vocabularySize) {
      return new WordPieceTrainer(vocabularySize);
    }
  };

  private final int minimumVocabularySize;

  TokenizerKind(int minimumVocabularySize) {
    this.minimumVocabularySize = minimumVocabularySize;
  }

  /** The trainer of this kind for a vocabulary of at most that size, special tokens included. */
  public abstract TokenizerTrainer trainer(int vocabularySize);

  /** The smallest vocabulary size that a trainer of this kind accepts. */
  public int minimumVocabularySize() {
    return minimumVocabularySize;
  }

  /** Refuses a vocabulary size that is too small for this kind. */
  void checkVocabularySize(int vocabularySize) {
    if (vocabularySize < minimumVocabularySize) {
      throw new IllegalArgumentException(
          "vocabulary size is "
              + vocabularySize
              + ", but "
              + this
              + " needs at least "
              + minimumVocabularySize);
    }
  }
}
