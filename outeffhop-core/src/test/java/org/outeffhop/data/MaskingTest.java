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
