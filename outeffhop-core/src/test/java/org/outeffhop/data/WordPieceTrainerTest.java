package org.outeffhop.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.progress.Progress;
import org.outeffhop.text.SpecialTokens;
import org.outeffhop.text.TextTokenizer;

class WordPieceTrainerTest {
  private static final int VOCABULARY_SIZE = 500;
  private static List<String> corpus;

  @TempDir Path folder;

  @BeforeAll
  static void makeCorpus() {
    Random random = new Random(17);
    corpus = Stream.generate(() -> RandomText.mixed(random, 400)).limit(60).toList();
  }

  /**
   * hug 10, pug 5, hugs 5: ug occurs 20 times; then hug 15, where hugs has its s left; then pug
   * (left p) before hugs (left hug) at 5.
   */
  @Test
  void aTinyCorpusGivesThePiecesWorkedByHand() {
    String text = "hug ".repeat(10) + "PUG ".repeat(5) + "Hugs, ".repeat(5);
    Vocabulary vocabulary = new WordPieceTrainer(100).vocabulary(Stream.of(text), Progress.none());
    assertEquals(
        List.of(
            "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", ",", "g", "h", "p", "s", "u", "##g",
            "##h", "##p", "##s", "##u", "##ug", "hug", "pug", "hugs"),
        List.copyOf(vocabulary.ids().keySet()));
  }

  @Test
  void wordsAreThoseOfBert() {
    assertEquals(
        List.of("don", "'", "t", "cafe", "—", "漢", "字", "x", "y", "strasse", "$", "5"),
        words("Don't CAFÉ—漢字 x\u00a0\ty\u0000\u200b Strasse$5"));
  }

  @Test
  void onlyTheMostFrequentCharactersMakeTheAlphabet() {
    StringBuilder text = new StringBuilder("ab ".repeat(50));
    for (char c = 'c'; c <= 'z'; c++) {
      text.append(c).append(' ');
    }
    Vocabulary vocabulary =
        new WordPieceTrainer(64).vocabulary(Stream.of(text.toString()), Progress.none());
    assertTrue(vocabulary.contains("n"), "the 14th character");
    assertFalse(vocabulary.contains("o"), "the 15th: 14 is a quarter of 64 - 5");
    assertTrue(vocabulary.contains("ab"));
  }

  @Test
  void idsFollowTheLayoutOfBert() {
    try (TextTokenizer tokenizer = train()) {
      assertEquals(VOCABULARY_SIZE, tokenizer.vocabularySize());
      SpecialTokens specials = tokenizer.specials();
      assertEquals(OptionalInt.of(0), specials.padId());
      assertEquals(OptionalInt.of(1), specials.unkId());
      assertEquals(OptionalInt.of(2), specials.clsId());
      assertEquals(OptionalInt.of(3), specials.sepId());
      assertEquals(OptionalInt.of(4), specials.maskId());
      assertEquals(OptionalInt.empty(), specials.bosId());
      int[] document = tokenizer.encodeDocument("The");
      assertEquals(2, document[0]);
      assertEquals(3, document[document.length - 1]);
      assertEquals("the", tokenizer.decode(tokenizer.encode("The")));
      assertArrayEquals(new int[] {1}, tokenizer.encode("ж"));
      assertArrayEquals(new int[] {1}, tokenizer.encode("a".repeat(101)));
      assertArrayEquals(new int[] {4}, tokenizer.encode("[MASK]"));
    }
  }

  @Test
  void theLibraryEncodesByTheLongestPieces() {
    Vocabulary vocabulary =
        new WordPieceTrainer(VOCABULARY_SIZE).vocabulary(corpus.stream(), Progress.none());
    try (TextTokenizer tokenizer = train()) {
      Random random = new Random(19);
      for (int trial = 0; trial < 200; trial++) {
        String text = RandomText.mixed(random, random.nextInt(120));
        assertArrayEquals(encodeNaively(text, vocabulary), tokenizer.encode(text), text);
      }
    }
  }

  @Test
  void aVocabularyTooSmallIsRefused() {
    assertEquals(
        "vocabulary size is 63, but WordPiece needs at least 64",
        assertThrows(IllegalArgumentException.class, () -> new WordPieceTrainer(63)).getMessage());
  }

  private TextTokenizer train() {
    Path file = folder.resolve("tokenizer.json");
    new WordPieceTrainer(VOCABULARY_SIZE).train(corpus.stream(), file, Progress.none());
    return TextTokenizer.load(file);
  }

  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    BertWords.split(text, words::add);
    return words;
  }

  private static int[] encodeNaively(String text, Vocabulary vocabulary) {
    List<Integer> ids = new ArrayList<>();
    for (String word : words(text)) {
      ids.addAll(longestPieces(word.codePoints().toArray(), vocabulary));
    }
    return ids.stream().mapToInt(Integer::intValue).toArray();
  }

  private static List<Integer> longestPieces(int[] word, Vocabulary vocabulary) {
    List<Integer> ids = new ArrayList<>();
    int start = 0;
    while (start < word.length) {
      int end = word.length;
      String prefix = start == 0 ? "" : "##";
      while (end > start && !vocabulary.contains(prefix + new String(word, start, end - start))) {
        end--;
      }
      if (end == start) {
        return List.of(vocabulary.id("[UNK]"));
      }
      ids.add(vocabulary.id(prefix + new String(word, start, end - start)));
      start = end;
    }
    return ids;
  }
}
