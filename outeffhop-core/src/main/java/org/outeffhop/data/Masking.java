package org.outeffhop.data;

/**
 * Masks tokens for BERT to predict (Devlin et al. 2019, arXiv 1810.04805).
 *
 * <p>Every token that is not special is chosen with a given probability. Of the chosen tokens 80%
 * become {@code [MASK]}, 10% become a random token that is not special, and 10% stay unchanged.
 */
public final class Masking {
  /** The label of a position that is not predicted. */
  public static final int IGNORED = -100;

  private static final double MASKED = 0.8;
  private static final double MASKED_OR_REPLACED = 0.9;

  private Masking() {}

  /**
   * Input and labels of a batch, in the shape of the ids given.
   *
   * @param inputIds what the model sees
   * @param labels the original token where it was chosen, {@link #IGNORED} elsewhere
   */
  public record MaskedBatch(int[] inputIds, int[] labels) {}

  /**
   * Chooses and hides tokens. The same arguments give the same result.
   *
   * @param ids the tokens, of any shape, flat; not changed
   * @param probability of choosing a token; 0.15 in BERT
   * @param specials has the mask token and the tokens that are never chosen or substituted
   * @param vocabularySize every id is smaller
   * @param seed decides everything random
   */
  public static MaskedBatch apply(
      int[] ids, double probability, SpecialTokens specials, int vocabularySize, long seed) {
    int mask = check(probability, specials, vocabularySize);
    boolean[] special = specialIds(specials, vocabularySize);
    SplitMix64 random = new SplitMix64(seed, 0);
    int[] inputIds = ids.clone();
    int[] labels = new int[ids.length];
    for (int i = 0; i < ids.length; i++) {
      checkId(ids[i], i, vocabularySize);
      if (special[ids[i]] || random.nextDouble() >= probability) {
        labels[i] = IGNORED;
        continue;
      }
      labels[i] = ids[i];
      double fate = random.nextDouble();
      if (fate < MASKED) {
        inputIds[i] = mask;
      } else if (fate < MASKED_OR_REPLACED) {
        inputIds[i] = ordinary(random, special);
      }
    }
    return new MaskedBatch(inputIds, labels);
  }

  private static int ordinary(SplitMix64 random, boolean[] special) {
    int id = random.nextInt(special.length);
    while (special[id]) {
      id = random.nextInt(special.length);
    }
    return id;
  }

  private static boolean[] specialIds(SpecialTokens specials, int vocabularySize) {
    boolean[] special = new boolean[vocabularySize];
    specials.ids().values().forEach(id -> special[id] = true);
    return special;
  }

  private static int check(double probability, SpecialTokens specials, int vocabularySize) {
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException(
          "masking probability is " + probability + "; it must be from 0 to 1");
    }
    if (specials.ids().size() >= vocabularySize) {
      throw new IllegalArgumentException(
          "a vocabulary of "
              + vocabularySize
              + " with "
              + specials.ids().size()
              + " special tokens has no token to substitute");
    }
    specials.ids().values().forEach(id -> checkId(id, -1, vocabularySize));
    return specials
        .maskId()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the tokenizer has no [MASK] token: masking needs a WordPiece tokenizer"));
  }

  private static void checkId(int id, int position, int vocabularySize) {
    if (id < 0 || id >= vocabularySize) {
      throw new IllegalArgumentException(
          (position < 0 ? "special token" : "token at position " + position)
              + " has id "
              + id
              + ", but the vocabulary has "
              + vocabularySize);
    }
  }
}
