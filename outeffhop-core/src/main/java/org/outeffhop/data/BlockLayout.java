package org.outeffhop.data;

/**
 * How tokens are laid out in blocks.
 *
 * @param kind of the tokenizer, which says whether a decoder reads them
 * @param length tokens per block, special tokens included
 * @param start what stands at the head of a decoder's block
 */
public record BlockLayout(TokenizerKind kind, int length, BlockStart start) {
  /** Tokens of the shortest block. */
  static final int SHORTEST = 3;

  /** Tokens of the longest block, more than models of these kinds are trained on. */
  static final int LONGEST = 1 << 20;

  /** Checks every field. */
  public BlockLayout {
    if (length < SHORTEST || length > LONGEST) {
      throw new IllegalArgumentException(
          "length is %d; it must be %s"
              .formatted(
                  length, length < SHORTEST ? "at least " + SHORTEST : "at most " + LONGEST));
    }
    if (kind != TokenizerKind.BYTE_PAIR && start != BlockStart.NONE) {
      throw new IllegalArgumentException(
          "block start is %s, which is for decoders; the blocks of a masked model begin with [CLS] anyway"
              .formatted(start));
    }
  }
}
