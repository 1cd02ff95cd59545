package org.outeffhop.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.progress.Progress;
import org.outeffhop.text.Merge;
import org.outeffhop.text.SpecialTokens;
import org.outeffhop.text.TextTokenizer;

class BytePairTrainerTest {
  private static final int VOCABULARY_SIZE = 700;
  private static final int FIRST_MERGE = 260;
  private static List<String> corpus;

  @TempDir Path folder;

  @BeforeAll
  static void makeCorpus() {
    Random random = new Random(7);
    corpus = Stream.generate(() -> RandomText.mixed(random, 400)).limit(60).toList();
  }

  /** Pieces "ab" (2), " ab" (2) and " b" (2): ab occurs 4 times; then a space and ab before b. */
  @Test
  void aTinyCorpusGivesTheMergesWorkedByHand() {
    Vocabulary vocabulary = new Vocabulary(ByteAlphabet.sorted());
    List<Merge> merges =
        new BytePairTrainer(300)
            .merges(Stream.of("ab ab b", "ab ab b"), vocabulary, Progress.none());
    assertEquals(List.of(new Merge("a", "b"), new Merge("Ġ", "b"), new Merge("Ġ", "ab")), merges);
  }

  @Test
  void textIsCutByTheRuleOfGpt2() {
    assertEquals(
        List.of("I", "'ll", " say", ":", "  ", " they", "'re", " 42", "nd", " …!", "\u00a0", "é"),
        pieces("I'll say:   they're 42nd …!\u00a0é"));
    assertEquals(List.of("a", "\n\n", "\t", "b", " \n"), pieces("a\n\n\tb \n"));
  }

  @Test
  void idsFollowTheLayoutOfOpt() {
    try (TextTokenizer tokenizer = train()) {
      assertEquals(VOCABULARY_SIZE, tokenizer.vocabularySize());
      SpecialTokens specials = tokenizer.specials();
      assertEquals(4, specials.ids().size());
      assertEquals(0, specials.ids().get("<s>"));
      assertEquals(OptionalInt.of(1), specials.padId());
      assertEquals(OptionalInt.of(2), specials.bosId());
      assertEquals(OptionalInt.of(3), specials.unkId());
      assertEquals(OptionalInt.empty(), specials.maskId());
      assertArrayEquals(new int[] {4}, tokenizer.encode("!"));
      assertArrayEquals(new int[] {36}, tokenizer.encode("A"));
      int[] document = tokenizer.encodeDocument("the");
      assertEquals(2, document[0]);
      assertEquals("</s>the", tokenizer.decode(document));
      assertArrayEquals(new int[] {1}, tokenizer.encode("<pad>"));
    }
  }

  @Test
  void decodingGivesBackAnyText() {
    try (TextTokenizer tokenizer = train()) {
      Random random = new Random(11);
      for (int trial = 0; trial < 300; trial++) {
        String text = RandomText.anyUnicode(random, 1 + random.nextInt(60));
        assertEquals(text, tokenizer.decode(tokenizer.encode(text)));
      }
      String awkward = " \u0000 a  b\r\n\u00a0\uD83D\uDE00 ,. ' n't </s><unk> ";
      assertEquals(awkward, tokenizer.decode(tokenizer.encode(awkward)));
      assertEquals("", tokenizer.decode(tokenizer.encode("")));
    }
  }

  @Test
  void theLibraryEncodesByOurMerges() {
    Vocabulary vocabulary = vocabularyWithSpecials();
    List<Merge> merges =
        new BytePairTrainer(VOCABULARY_SIZE).merges(corpus.stream(), vocabulary, Progress.none());
    assertEquals(FIRST_MERGE, vocabulary.id(merges.get(0).left() + merges.get(0).right()));
    try (TextTokenizer tokenizer = train()) {
      Random random = new Random(13);
      List<String> texts =
          Stream.generate(() -> RandomText.mixed(random, random.nextInt(120))).limit(200).toList();
      int[][] together = tokenizer.encodeAll(texts);
      for (int i = 0; i < texts.size(); i++) {
        int[] expected = encodeNaively(texts.get(i), merges, vocabulary);
        assertArrayEquals(expected, tokenizer.encode(texts.get(i)), texts.get(i));
        assertArrayEquals(expected, together[i], texts.get(i));
      }
    }
  }

  @Test
  void theOrderOfTheDocumentsDoesNotMatter() throws IOException {
    Path forwards = folder.resolve("forwards/tokenizer.json");
    Path backwards = folder.resolve("backwards/tokenizer.json");
    List<String> reversed = new ArrayList<>(corpus);
    Collections.reverse(reversed);
    new BytePairTrainer(400).train(corpus.stream(), forwards, Progress.none());
    new BytePairTrainer(400).train(reversed.stream(), backwards, Progress.none());
    assertEquals(-1, Files.mismatch(forwards, backwards));
  }

  @Test
  void aVocabularyWithoutRoomForTheBytesIsRefused() {
    assertEquals(
        "vocabulary size is 259, but byte-pair encoding needs at least 260",
        assertThrows(IllegalArgumentException.class, () -> new BytePairTrainer(259)).getMessage());
  }

  private TextTokenizer train() {
    Path file = folder.resolve("tokenizer.json");
    new BytePairTrainer(VOCABULARY_SIZE).train(corpus.stream(), file, Progress.none());
    return TextTokenizer.load(file);
  }

  private static List<String> pieces(String text) {
    List<String> pieces = new ArrayList<>();
    BytePairTrainer.split(text, pieces::add);
    return pieces;
  }

  private static Vocabulary vocabularyWithSpecials() {
    Vocabulary vocabulary = new Vocabulary(List.of("<s>", "<pad>", "</s>", "<unk>"));
    ByteAlphabet.sorted().forEach(vocabulary::add);
    return vocabulary;
  }

  /** In every piece, joins the first pair of the earliest merge until no merge applies. */
  private static int[] encodeNaively(String text, List<Merge> merges, Vocabulary vocabulary) {
    List<Integer> ids = new ArrayList<>();
    for (String piece : pieces(text)) {
      List<String> symbols = new ArrayList<>(List.of(ByteAlphabet.spell(piece).split("")));
      int at = firstOfEarliestMerge(symbols, merges);
      while (at >= 0) {
        symbols.set(at, symbols.get(at) + symbols.remove(at + 1));
        at = firstOfEarliestMerge(symbols, merges);
      }
      symbols.forEach(symbol -> ids.add(vocabulary.id(symbol)));
    }
    return ids.stream().mapToInt(Integer::intValue).toArray();
  }

  private static int firstOfEarliestMerge(List<String> symbols, List<Merge> merges) {
    int best = merges.size();
    int position = -1;
    for (int i = 0; i + 1 < symbols.size(); i++) {
      int rank = merges.indexOf(new Merge(symbols.get(i), symbols.get(i + 1)));
      if (rank >= 0 && rank < best) {
        best = rank;
        position = i;
      }
    }
    return position;
  }
}
