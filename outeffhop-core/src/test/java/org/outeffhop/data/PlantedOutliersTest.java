package org.outeffhop.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.progress.Progress;
import org.outeffhop.text.TextTokenizer;

/** Outliers planted between the letters of a back-copy language. */
class PlantedOutliersTest {
  private static final PlantedOutliers NONE = new PlantedOutliers(0, 8);
  private static final BigramTable TABLE = BigramTable.of(12, 2, 1);

  @TempDir private Path folder;

  /** The numbers and their places are Python's; the letters are those of the text without them. */
  @Test
  void lettersGoOnAsIfTheyWereNotThere() {
    String plain = documents("back-copy:length=40").get(0);
    String planted = documents("back-copy:length=40,outliers=0.2").get(0);
    String expected = "4 5 d a d aa ad d a d a d a d b d p l n x a x h 3 a";
    assertEquals(expected, planted.substring(0, expected.length()));
    String letters =
        Arrays.stream(planted.split(" "))
            .filter(word -> !Character.isDigit(word.charAt(0)))
            .collect(Collectors.joining(" "));
    assertTrue(plain.startsWith(letters), letters);
    assertEquals(40, planted.split(" ").length);
  }

  /**
   * With h_k the entropy of the k-th letter, the place t + 1 has H_b(p) + p ln n + (1 - p) sum_k
   * Binomial(t, 1 - p)(k) h_k+1.
   */
  @Test
  void entropyIsTheBinomialMixtureOfTheLetters() {
    PlantedOutliers planted = new PlantedOutliers(0.3, 5);
    double outlier = -0.3 * Math.log(0.3) - 0.7 * Math.log(0.7) + 0.3 * Math.log(5);
    int places = 40;
    double[] letter = new double[places];
    for (int k = 0; k < places; k++) {
      letter[k] =
          (k + 1) * BackCopyEntropy.mean(TABLE, NONE, k + 1)
              - (k == 0 ? 0 : k * BackCopyEntropy.mean(TABLE, NONE, k));
    }
    double sum = 0;
    for (int t = 0; t < places; t++) {
      double binomial = Math.pow(0.3, t);
      sum += outlier;
      for (int k = 0; k <= t; k++) {
        sum += 0.7 * binomial * letter[k];
        binomial *= (t - k) / (k + 1.0) * 0.7 / 0.3;
      }
      assertEquals(sum / (t + 1), BackCopyEntropy.mean(TABLE, planted, t + 1), 1e-11);
    }
    assertEquals(
        outlier + 0.7 * BackCopyEntropy.rate(TABLE, NONE),
        BackCopyEntropy.rate(TABLE, planted),
        1e-14);
    assertEquals(
        BackCopyEntropy.rate(TABLE, planted), BackCopyEntropy.mean(TABLE, planted, 20_000), 1e-4);
  }

  /** -log p of what was drawn, over 200,000 places, is within three standard errors or so. */
  @Test
  void samplesHaveThatEntropy() {
    PlantedOutliers planted = new PlantedOutliers(0.25, 3);
    BackCopyLanguage language = new BackCopyLanguage(TABLE, 1);
    int sequences = 4000;
    int length = 50;
    double nats = 0;
    for (int sequence = 0; sequence < sequences; sequence++) {
      int[] places = planted.places(1, sequence, length);
      int[] letters = language.letters(sequence, length);
      boolean copied = true;
      int t = 0;
      for (int place : places) {
        if (place != PlantedOutliers.LETTER) {
          nats -= Math.log(0.25 / 3);
          continue;
        }
        nats -= Math.log(0.75);
        boolean copies = !copied && letters[t - 1] < TABLE.triggers();
        if (!copies) {
          nats -=
              Math.log(
                  t == 0
                      ? TABLE.first()[letters[0]]
                      : TABLE.probability(letters[t - 1], letters[t]));
        }
        copied = copies || t == 0;
        t++;
      }
    }
    assertEquals(BackCopyEntropy.mean(TABLE, planted, length), nats / sequences / length, 0.008);
  }

  @Test
  void everyNumberIsAToken() {
    TextCorpus corpus =
        TextCorpus.named("back-copy:length=20,sequences=400,outliers=0.5,outlier-numbers=12");
    assertEquals(
        List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"), corpus.outliers());
    TextDataset data =
        TextDataset.prepare(
            corpus,
            new TextConfig(TokenizerKind.BYTE_PAIR, 300, 16, 0.05, 1),
            folder,
            Progress.none());
    assertEquals(4 + 64 + 12, data.vocabularySize());
    try (TextTokenizer tokenizer = TextTokenizer.load(data.tokenizerJson())) {
      assertEquals(4 + 64, tokenizer.encode("0")[0]);
      assertEquals(4 + 64 + 11, tokenizer.encode("11")[0]);
    }
    long planted = 0;
    for (int i = 0; i < data.training().count(); i++) {
      planted += Arrays.stream(data.training().block(i)).filter(id -> id >= 4 + 64).count();
    }
    assertEquals(0.5, planted / (15.0 * data.training().count()), 0.02);
  }

  @Test
  void settingsAreStrict() {
    assertEquals(
        "back-copy:vocabulary=64,triggers=3,length=255,sequences=20000,seed=1,outliers=0.05,outlier-numbers=8",
        BackCopySettings.parse("back-copy:outliers=0.050").inWords());
    assertEquals(
        BackCopySettings.parse("back-copy"), BackCopySettings.parse("back-copy:outliers=0"));
    assertEquals(
        BackCopySettings.parse("back-copy").inWords(),
        BackCopySettings.parse("back-copy:outliers=0,outlier-numbers=3").inWords());
    assertTrue(TextCorpus.named("back-copy").outliers().isEmpty());
    refused("back-copy:outliers=1", "outliers is 1.0; it is the share of places that hold one");
    refused("back-copy:outliers=-0.1", "'outliers=-0.1' must be a name, = and a number");
    refused("back-copy:outliers=NaN", "'outliers=NaN' must be a name, = and a number");
    refused("back-copy:outlier-numbers=0", "outlier-numbers is 0; it must be from 1 to 1024");
    refused("back-copy:outlier-numbers=1.5", "'outlier-numbers=1.5' must be a name, = and a whole");
  }

  private static void refused(String text, String reason) {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> BackCopySettings.parse(text));
    assertTrue(refused.getMessage().contains(reason), refused.getMessage());
  }

  private static List<String> documents(String name) {
    try (Stream<String> all = TextCorpus.named(name).documents()) {
      return all.limit(3).toList();
    }
  }
}
