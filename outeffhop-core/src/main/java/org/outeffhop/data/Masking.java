package org.outeffhop.data;

import java.util.Arrays;
import org.outeffhop.random.SplitMix64;
import org.outeffhop.text.SpecialTokens;

/**
 * Masks tokens for BERT to predict (Devlin et al. 2019, arXiv 1810.04805).
 *
 * <p>Every token that is not special is chosen with a given probability. Of the chosen tokens 80%
 * become {@code [MASK]}, 10% become a random token that is not special, and 10% stay unchanged.
 *
 * <p>A batch in which chance chose none gets one, each of its tokens that are not special being as
 * likely: a loss is a mean over the chosen tokens, and there is no mean over none. Devlin et al.'s
 * own preparation chooses at least one token too, there of every sequence.
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
   * Chooses and hides tokens, at least one unless the probability is 0. The same arguments give the
   * same result.
   *
   * @param ids the tokens, of any shape, flat; not changed
   * @param probability of choosing a token; 0.15 in BERT
   * @param specials has the mask token and the tokens that are never chosen or substituted
   * @param vocabularySize every id is smaller
   * @param seed decides everything random
   * @throws IllegalArgumentException if a value cannot be, or no token can be chosen since all are
   *     special
   */
  public static MaskedBatch apply(
      int[] ids, double probability, SpecialTokens specials, int vocabularySize, long seed) {
    int mask = check(probability, specials, vocabularySize);
    boolean[] special = specialIds(specials, vocabularySize);
    SplitMix64 random = new SplitMix64(seed, 0);
    MaskedBatch batch = new MaskedBatch(ids.clone(), new int[ids.length]);
    Arrays.fill(batch.labels, IGNORED);
    IntList ordinary = new IntList();
    boolean any = false;
    for (int i = 0; i < ids.length; i++) {
      checkId(ids[i], i, vocabularySize);
      if (special[ids[i]]) {
        continue;
      }
      ordinary.add(i);
      if (random.nextDouble() < probability) {
        hide(batch, i, mask, special, random);
        any = true;
      }
    }
    if (!any && probability > 0) {
      int[] places = requireAny(ordinary.toArray(), ids.length);
      hide(batch, places[random.nextInt(places.length)], mask, special, random);
    }
    return batch;
  }

  private static int[] requireAny(int[] places, int count) {
    if (places.length == 0) {
      throw new IllegalArgumentException(
          "a batch of %d tokens has none to mask: all are special tokens, which a tokenizer gives for text that it does not know ([UNK])"
              .formatted(count));
    }
    return places;
  }

  private static void hide(
      MaskedBatch batch, int place, int mask, boolean[] special, SplitMix64 random) {
    batch.labels[place] = batch.inputIds[place];
    double fate = random.nextDouble();
    if (fate < MASKED) {
      batch.inputIds[place] = mask;
    } else if (fate < MASKED_OR_REPLACED) {
      batch.inputIds[place] = ordinary(random, special);
    }
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
