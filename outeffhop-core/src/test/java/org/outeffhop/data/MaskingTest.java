package org.outeffhop.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.outeffhop.data.Masking.MaskedBatch;
import org.outeffhop.text.SpecialTokens;

class MaskingTest {
  private static final int MASK = 4;
  private static final SpecialTokens SPECIALS =
      new SpecialTokens(Map.of("[PAD]", 0, "[UNK]", 1, "[CLS]", 2, "[SEP]", 3, "[MASK]", MASK));
  private static final int VOCABULARY_SIZE = 25;
  private static final int ORDINARY = VOCABULARY_SIZE - 5;

  @Test
  void theSharesAreThoseOfBert() {
    int[] ids = new Random(5).ints(40_000, 5, VOCABULARY_SIZE).toArray();
    MaskedBatch batch = Masking.apply(ids, 0.15, SPECIALS, VOCABULARY_SIZE, 99);
    int chosen = 0;
    int masked = 0;
    int same = 0;
    int[] replacements = new int[VOCABULARY_SIZE];
    for (int i = 0; i < ids.length; i++) {
      if (batch.labels()[i] == Masking.IGNORED) {
        assertEquals(ids[i], batch.inputIds()[i]);
        continue;
      }
      assertEquals(ids[i], batch.labels()[i]);
      chosen++;
      if (batch.inputIds()[i] == MASK) {
        masked++;
      } else if (batch.inputIds()[i] == ids[i]) {
        same++;
      } else {
        replacements[batch.inputIds()[i]]++;
      }
    }
    double byChance = 0.1 / ORDINARY;
    BinomialBounds.assertPlausible(chosen, ids.length, 0.15, "chosen");
    BinomialBounds.assertPlausible(masked, chosen, 0.8, "masked");
    BinomialBounds.assertPlausible(same, chosen, 0.1 + byChance, "left as they are");
    int replaced = Arrays.stream(replacements).sum();
    BinomialBounds.assertPlausible(replaced, chosen, 0.1 - byChance, "replaced");
    for (int id = 0; id < VOCABULARY_SIZE; id++) {
      if (SPECIALS.contains(id)) {
        assertEquals(0, replacements[id]);
      } else {
        BinomialBounds.assertPlausible(replacements[id], replaced, 1.0 / ORDINARY, "token " + id);
      }
    }
  }

  /** A batch in which chance chooses a token is as it was before there was this rule. */
  @Test
  void whereChanceChoosesNothingChangesNothing() {
    int[] ids = {2, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 3};
    MaskedBatch unchanged = Masking.apply(ids, 0.15, SPECIALS, VOCABULARY_SIZE, 3);
    assertArrayEquals(ids, unchanged.inputIds());
    assertArrayEquals(labels(ids.length, 7, 12), unchanged.labels());
    MaskedBatch masked = Masking.apply(ids, 0.15, SPECIALS, VOCABULARY_SIZE, 12);
    int[] seen = ids.clone();
    seen[10] = MASK;
    assertArrayEquals(seen, masked.inputIds());
    assertArrayEquals(labels(ids.length, 10, 15), masked.labels());
  }

  private static int[] labels(int length, int place, int label) {
    int[] labels = new int[length];
    Arrays.fill(labels, Masking.IGNORED);
    labels[place] = label;
    return labels;
  }

  /** Of ten tokens none is chosen with probability 0.85^10; one is then, each as likely. */
  @Test
  void whereChanceChoosesNoneOneIs() {
    int[] ids = {2, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 3};
    int seeds = 20_000;
    int[] alone = new int[ids.length];
    int masked = 0;
    for (int seed = 0; seed < seeds; seed++) {
      MaskedBatch batch = Masking.apply(ids, 1e-9, SPECIALS, VOCABULARY_SIZE, seed);
      int chosen = -1;
      for (int i = 0; i < ids.length; i++) {
        if (batch.labels()[i] != Masking.IGNORED) {
          assertEquals(-1, chosen, "a second one is chosen");
          chosen = i;
        }
      }
      alone[chosen]++;
      assertEquals(ids[chosen], batch.labels()[chosen]);
      masked += batch.inputIds()[chosen] == MASK ? 1 : 0;
    }
    assertEquals(0, alone[0] + alone[ids.length - 1]);
    for (int i = 1; i < ids.length - 1; i++) {
      BinomialBounds.assertPlausible(alone[i], seeds, 0.1, "place " + i);
    }
    BinomialBounds.assertPlausible(masked, seeds, 0.8, "masked");
  }

  @Test
  void specialTokensAreNeverChosen() {
    int[] ids = {2, 0, 7, 1, 3, 4, 9};
    MaskedBatch batch = Masking.apply(ids, 1, SPECIALS, VOCABULARY_SIZE, 1);
    assertArrayEquals(new int[] {-100, -100, 7, -100, -100, -100, 9}, batch.labels());
    for (int i : new int[] {0, 1, 3, 4, 5}) {
      assertEquals(ids[i], batch.inputIds()[i]);
    }
    assertArrayEquals(new int[] {2, 0, 7, 1, 3, 4, 9}, ids);
  }

  @Test
  void probabilityZeroChoosesNothing() {
    int[] ids = {5, 6, 7};
    MaskedBatch batch = Masking.apply(ids, 0, SPECIALS, VOCABULARY_SIZE, 1);
    assertArrayEquals(ids, batch.inputIds());
    assertArrayEquals(new int[] {-100, -100, -100}, batch.labels());
  }

  @Test
  void theSeedDecidesEverything() {
    int[] ids = new Random(6).ints(200, 5, VOCABULARY_SIZE).toArray();
    MaskedBatch batch = Masking.apply(ids, 0.15, SPECIALS, VOCABULARY_SIZE, 3);
    MaskedBatch again = Masking.apply(ids, 0.15, SPECIALS, VOCABULARY_SIZE, 3);
    MaskedBatch other = Masking.apply(ids, 0.15, SPECIALS, VOCABULARY_SIZE, 4);
    assertArrayEquals(batch.inputIds(), again.inputIds());
    assertArrayEquals(batch.labels(), again.labels());
    assertFalse(Arrays.equals(batch.labels(), other.labels()));
  }

  @Test
  void errorsNameTheValues() {
    assertError("masking probability is 1.5; it must be from 0 to 1", new int[0], 1.5, SPECIALS);
    assertError(
        "token at position 1 has id 25, but the vocabulary has 25", new int[] {5, 25}, 1, SPECIALS);
    assertError(
        "special token has id 25, but the vocabulary has 25",
        new int[0],
        1,
        new SpecialTokens(Map.of("[MASK]", 25)));
    assertError(
        "the tokenizer has no [MASK] token: masking needs a WordPiece tokenizer",
        new int[0],
        1,
        new SpecialTokens(Map.of("</s>", 2)));
    assertError(
        "a batch of 4 tokens has none to mask: all are special tokens, which a tokenizer gives for text that it does not know ([UNK])",
        new int[] {2, 1, 1, 3},
        0.15,
        SPECIALS);
  }

  private static void assertError(
      String message, int[] ids, double probability, SpecialTokens specials) {
    assertEquals(
        message,
        assertThrows(
                IllegalArgumentException.class,
                () -> Masking.apply(ids, probability, specials, VOCABULARY_SIZE, 0))
            .getMessage());
  }
}
