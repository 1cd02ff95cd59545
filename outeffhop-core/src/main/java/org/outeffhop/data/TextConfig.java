package org.outeffhop.data;

/**
 * How text becomes blocks of tokens.
 *
 * @param blocks the kind of tokenizer to train, and the blocks
 * @param vocabularySize the largest number of tokens, special tokens included
 * @param evaluationShare the share of documents kept for evaluation, between 0 and 1
 * @param seed decides which documents those are and the order of the documents
 */
public record TextConfig(
    BlockLayout blocks, int vocabularySize, double evaluationShare, long seed) {
  /** Tokens of the shortest block. */
  public static final int SHORTEST_BLOCK = BlockLayout.SHORTEST;

  /** Blocks whose start is what the documents have there. */
  public TextConfig(
      TokenizerKind tokenizer,
      int vocabularySize,
      int blockLength,
      double evaluationShare,
      long seed) {
    this(
        new BlockLayout(tokenizer, blockLength, BlockStart.NONE),
        vocabularySize,
        evaluationShare,
        seed);
  }

  /** Checks every field. */
  public TextConfig {
    blocks.kind().checkVocabularySize(vocabularySize);
    if (!(evaluationShare > 0 && evaluationShare < 1)) {
      throw new IllegalArgumentException(
          "evaluation share is " + evaluationShare + "; it must be between 0 and 1");
    }
  }

  TokenizerKind tokenizer() {
    return blocks.kind();
  }

  int blockLength() {
    return blocks.length();
  }
}
