package org.outeffhop.data;

/**
 * How text becomes blocks of tokens.
 *
 * @param tokenizer the kind of tokenizer to train
 * @param vocabularySize the largest number of tokens, special tokens included
 * @param blockLength tokens per block, special tokens included
 * @param evaluationShare the share of documents kept for evaluation, between 0 and 1
 * @param seed decides which documents those are and the order of the documents
 */
public record TextConfig(
    TokenizerKind tokenizer,
    int vocabularySize,
    int blockLength,
    double evaluationShare,
    long seed) {
  /** Tokens of the shortest block. */
  public static final int SHORTEST_BLOCK = 3;

  /** Checks every field. */
  public TextConfig {
    tokenizer.checkVocabularySize(vocabularySize);
    if (blockLength < SHORTEST_BLOCK) {
      throw new IllegalArgumentException(
          "length is " + blockLength + "; it must be at least " + SHORTEST_BLOCK);
    }
    if (!(evaluationShare > 0 && evaluationShare < 1)) {
      throw new IllegalArgumentException(
          "evaluation share is " + evaluationShare + "; it must be between 0 and 1");
    }
  }
}
