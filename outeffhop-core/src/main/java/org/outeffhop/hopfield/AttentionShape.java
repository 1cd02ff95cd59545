package org.outeffhop.hopfield;

/**
 * The sizes of a {@link MultiHeadAttention}.
 *
 * @param heads H, heads of the queries
 * @param keyValueHeads heads of the keys and values; each serves as many neighbouring query heads,
 *     as in grouped-query attention (Ainslie et al. 2023, arXiv 2305.13245)
 * @param headSize D
 * @param inputWidth width of the layer input, from which gates are computed
 */
public record AttentionShape(int heads, int keyValueHeads, long headSize, long inputWidth) {
  /**
   * Checks the sizes.
   *
   * @throws IllegalArgumentException if the key heads do not divide the query heads
   */
  public AttentionShape {
    if (keyValueHeads < 1 || heads % keyValueHeads != 0) {
      throw new IllegalArgumentException(
          "there are %d heads and %d key and value heads; these must divide those"
              .formatted(heads, keyValueHeads));
    }
  }

  /**
   * Keys and values of their own for every head, over a width that the heads divide.
   *
   * @throws IllegalArgumentException if the heads do not divide the width
   */
  public static AttentionShape of(int heads, long width) {
    if (heads < 1 || width % heads != 0) {
      throw new IllegalArgumentException(
          "width " + width + " is not a multiple of the " + heads + " heads");
    }
    return new AttentionShape(heads, heads, width / heads, width);
  }

  /** Query heads that share a key and value head. */
  int group() {
    return heads / keyValueHeads;
  }
}
