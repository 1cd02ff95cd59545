package org.outeffhop.data;

/** How text is cut into tokens. */
public enum TokenizerKind {
  /** Byte-level byte-pair encoding, as in GPT-2 and OPT. */
  BYTE_PAIR("byte-pair encoding", BytePairTrainer.MINIMUM_VOCABULARY_SIZE) {
    @Override
    public TokenizerTrainer trainer(int vocabularySize) {
      return new BytePairTrainer(vocabularySize);
    }
  },
  /** WordPiece on lower-cased words, as in BERT. */
  WORD_PIECE("WordPiece", WordPieceTrainer.MINIMUM_VOCABULARY_SIZE) {
    @Override
    public TokenizerTrainer trainer(int vocabularySize) {
      return new WordPieceTrainer(vocabularySize);
    }
  };

  /** The largest published vocabularies have 2^20 tokens. */
  private static final int LARGEST = 1 << 20;

  private final String title;
  private final int minimumVocabularySize;

  TokenizerKind(String title, int minimumVocabularySize) {
    this.title = title;
    this.minimumVocabularySize = minimumVocabularySize;
  }

  /** The trainer of this kind for a vocabulary of at most that size, special tokens included. */
  public abstract TokenizerTrainer trainer(int vocabularySize);

  /** The smallest vocabulary size that a trainer of this kind accepts. */
  public int minimumVocabularySize() {
    return minimumVocabularySize;
  }

  /** Refuses a vocabulary size that is too small for this kind, or larger than any. */
  void checkVocabularySize(int vocabularySize) {
    if (vocabularySize > LARGEST) {
      throw new IllegalArgumentException(
          "vocabulary size is %d; it must be at most %d".formatted(vocabularySize, LARGEST));
    }
    if (vocabularySize < minimumVocabularySize) {
      throw new IllegalArgumentException(
          "vocabulary size is %d, but %s needs at least %d"
              .formatted(vocabularySize, this, minimumVocabularySize));
    }
  }

  @Override
  public String toString() {
    return title;
  }
}
