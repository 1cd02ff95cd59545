package org.outeffhop.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.progress.Progress;
import org.outeffhop.text.TextTokenizer;

/**
 * Numbers of the language are those of NumPy, with the Markov chain over whole states (previous
 * letter, letter, whether it was copied) and its transition matrix.
 */
class BackCopyTest {
  private static final int LETTERS = 64;
  private static final int TRIGGERS = 3;
  private static final int LENGTH = 255;
  private static final int SEQUENCES = 4000;
  private static final double EXACT = 1e-12;

  private static final PlantedOutliers NONE = new PlantedOutliers(0, 8);
  private static final BigramTable DEFAULT = BigramTable.of(LETTERS, TRIGGERS, 1);
  private static final BackCopyLanguage LANGUAGE = new BackCopyLanguage(DEFAULT, 1);

  @TempDir private Path folder;

  @Test
  void tablesAreThoseOfNumPy() {
    BigramTable six = BigramTable.of(6, 1, 7);
    assertEquals(0.49930891300771174, six.probability(0, 0), EXACT);
    assertEquals(0.08679940644507157, six.probability(5, 5), EXACT);
    BigramTable twelve = BigramTable.of(12, 2, 1);
    assertEquals(0.17882883506262678, twelve.probability(0, 0), EXACT);
    assertEquals(0.002076737784700059, twelve.probability(11, 11), EXACT);
  }

  @Test
  void entropiesAreThoseOfTheWholeChain() {
    BigramTable six = BigramTable.of(6, 1, 7);
    assertEquals(1.6740873057453898, BackCopyEntropy.mean(six, NONE, 1), EXACT);
    assertEquals(0.9752352795471853, BackCopyEntropy.mean(six, NONE, 15), EXACT);
    assertEquals(0.9279989268979641, BackCopyEntropy.mean(six, NONE, 63), EXACT);
    assertEquals(0.9133052856459837, BackCopyEntropy.rate(six, NONE), EXACT);
    BigramTable twelve = BigramTable.of(12, 2, 1);
    assertEquals(0.9439819202174874, BackCopyEntropy.mean(twelve, NONE, 63), EXACT);
    assertEquals(0.9164181106164833, BackCopyEntropy.rate(twelve, NONE), EXACT);
    assertEquals(2.0143848987472954, BackCopyEntropy.rate(DEFAULT, NONE), EXACT);
  }

  /** The table is made so that the stationary shares are Zipf's and Mandelbrot's. */
  @Test
  void lettersHaveTheirShares() {
    assertArrayEquals(
        LetterShares.of(LETTERS).values(), BackCopyEntropy.shares(DEFAULT), 100 * EXACT);
    assertEquals(0.3096246592968725, LetterShares.of(LETTERS).first(TRIGGERS), EXACT);
  }

  @Test
  void sequencesAreThoseOfPython() {
    List<String> documents = documents("back-copy");
    assertEquals(20_000, documents.size());
    assertEquals(
        "d a d aa ad d a d a d a d b d p l n x a x h a h a", documents.get(0).substring(0, 49));
    assertEquals(
        "c ab c ab a ab ai b ai z c z y j d b d f u b u k b k",
        documents.get(19_999).substring(0, 52));
  }

  /** Means over a million letters are within three standard errors or so of the exact values. */
  @Test
  void samplesHaveTheExactStatistics() {
    double bits = 0;
    long triggers = 0;
    long[] after = new long[LETTERS];
    long drawnAfterTenth = 0;
    for (int sequence = 0; sequence < SEQUENCES; sequence++) {
      int[] letters = LANGUAGE.letters(sequence, LENGTH);
      boolean copied = true;
      bits -= Math.log(DEFAULT.first()[letters[0]]);
      triggers += letters[0] < TRIGGERS ? 1 : 0;
      for (int t = 1; t < LENGTH; t++) {
        triggers += letters[t] < TRIGGERS ? 1 : 0;
        boolean copies = !copied && letters[t - 1] < TRIGGERS;
        if (copies) {
          assertEquals(letters[t - 2], letters[t], "a trigger's next letter");
        } else {
          bits -= Math.log(DEFAULT.probability(letters[t - 1], letters[t]));
          if (letters[t - 1] == 10) {
            drawnAfterTenth++;
            after[letters[t]]++;
          }
        }
        copied = copies;
      }
    }
    double all = (double) SEQUENCES * LENGTH;
    assertEquals(BackCopyEntropy.mean(DEFAULT, NONE, LENGTH), bits / all, 0.005);
    assertEquals(0.3096, triggers / all, 0.002);
    for (int letter = 0; letter < LETTERS; letter++) {
      double probability = DEFAULT.probability(10, letter);
      double error = Math.sqrt(probability * (1 - probability) / drawnAfterTenth);
      assertEquals(probability, (double) after[letter] / drawnAfterTenth, 4.5 * error);
    }
  }

  /** The longest that Python finds; without the rule there are sequences of two letters alone. */
  @Test
  void nothingIsTrappedInTwoLetters() {
    int longest = 0;
    for (int sequence = 0; sequence < SEQUENCES; sequence++) {
      int[] letters = LANGUAGE.letters(sequence, LENGTH);
      int run = 0;
      for (int t = 2; t < LENGTH; t++) {
        run = letters[t] == letters[t - 2] ? run + 1 : 0;
        longest = Math.max(longest, run);
      }
    }
    assertEquals(23, longest);
  }

  @Test
  void blocksAreSequencesWithTheirStart() {
    for (TokenizerKind kind : TokenizerKind.values()) {
      TextCorpus corpus = TextCorpus.named("back-copy:length=20,sequences=400,seed=5");
      TextDataset data =
          TextDataset.prepare(
              corpus, new TextConfig(kind, 300, 16, 0.05, 1), folder, Progress.none());
      boolean decoder = kind == TokenizerKind.BYTE_PAIR;
      int specials = decoder ? 4 : 5;
      assertEquals(LETTERS + specials, data.vocabularySize());
      assertEquals(400, data.training().count() + data.evaluation().count());
      int letters = decoder ? 15 : 14;
      List<String> beginnings =
          documents("back-copy:length=20,sequences=400,seed=5").stream()
              .map(text -> Arrays.stream(text.split(" ")).limit(letters).toList().toString())
              .toList();
      try (TextTokenizer tokenizer = TextTokenizer.load(data.tokenizerJson())) {
        for (int i = 0; i < data.training().count(); i++) {
          int[] block = data.training().block(i);
          assertEquals(2, block[0]);
          String text = tokenizer.decode(Arrays.copyOfRange(block, 1, 1 + letters));
          assertTrue(beginnings.contains(Arrays.asList(text.split(" ")).toString()), text);
        }
        assertEquals(specials + 27, tokenizer.encode("ab")[0]);
      }
      assertEquals(decoder, data.training().block(0)[15] != 3, "a masked model's ends with [SEP]");
    }
  }

  /** A sequence has its start already. */
  @Test
  void blocksAreTheSameWithTheirStartAskedFor() {
    TextCorpus corpus = TextCorpus.named("back-copy:length=20,sequences=400,seed=5");
    TextConfig plain = new TextConfig(TokenizerKind.BYTE_PAIR, 300, 16, 0.05, 1);
    TextConfig started =
        new TextConfig(new BlockLayout(TokenizerKind.BYTE_PAIR, 16, BlockStart.BOS), 300, 0.05, 1);
    assertArrayEquals(
        TextDataset.prepare(corpus, plain, folder, Progress.none()).training().ids(),
        TextDataset.prepare(corpus, started, folder, Progress.none()).training().ids());
  }

  @Test
  void settingsAreStrict() {
    assertEquals(
        "back-copy:vocabulary=64,triggers=3,length=255,sequences=20000,seed=1",
        BackCopySettings.parse("back-copy").inWords());
    assertEquals(
        new BackCopySettings(32, 2, 100, 50, -7, NONE),
        BackCopySettings.parse(
            "back-copy:seed=-7,vocabulary=32,triggers=2,length=100,sequences=50"));
    refused("back-copy:sed=1", "there is no parameter 'sed' in 'back-copy:sed=1'");
    refused("back-copy:", "there is no parameter ''");
    refused("back-copy:seed=1,seed=2", "seed is given twice");
    refused("back-copy:seed", "'seed' must be a name, = and a whole number");
    refused("back-copy:seed=1.5", "'seed=1.5' must be");
    refused("back-copy:vocabulary=2", "vocabulary is 2; it must be from 3 to 1024");
    refused("back-copy:vocabulary=99999999999", "it must be from 3 to 1024");
    refused("back-copy:triggers=63", "triggers is 63; it must be from 1 to 62");
    refused("back-copy:vocabulary=12,triggers=4", "4 triggers are 6");
    assertTrue(TextCorpus.isNamed("back-copy:sed"));
    assertFalse(TextCorpus.isNamed("./back-copy"));
  }

  @Test
  void aBlockThatSequencesDoNotFillIsRefused() {
    TextCorpus corpus = TextCorpus.named("back-copy:length=14,sequences=100");
    TextConfig config = new TextConfig(TokenizerKind.BYTE_PAIR, 300, 16, 0.05, 1);
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> TextDataset.prepare(corpus, config, folder, Progress.none()));
    assertEquals(
        "a sequence of the text has 14 tokens; a block of 16 takes 15 of them: give a shorter block, or longer sequences as in --data back-copy:length=15",
        refused.getMessage());
  }

  private static void refused(String text, String reason) {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> BackCopySettings.parse(text));
    assertTrue(refused.getMessage().contains(reason), refused.getMessage());
  }

  private static List<String> documents(String name) {
    try (Stream<String> all = TextCorpus.named(name).documents()) {
      return all.toList();
    }
  }
}
