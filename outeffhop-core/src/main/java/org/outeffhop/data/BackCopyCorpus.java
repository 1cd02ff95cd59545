package org.outeffhop.data;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.PrimitiveIterator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.outeffhop.files.Fingerprint;

/**
 * Sequences of a {@link BackCopyLanguage} as documents: letters with blanks between them. The
 * letters are a, b, .., z, aa, ab, .. by their frequency; the first ones are the triggers. Planted
 * outliers are the numbers 0, 1, ..
 */
final class BackCopyCorpus implements TextCorpus {
  private static final int FORMAT = 1;
  private static final int LATIN = 26;

  private final BackCopySettings settings;
  private final BigramTable table;
  private final List<String> letters;

  private BackCopyCorpus(BackCopySettings settings, BigramTable table) {
    this.settings = settings;
    this.table = table;
    letters = IntStream.range(0, settings.vocabulary()).mapToObj(BackCopyCorpus::letter).toList();
  }

  static BackCopyCorpus of(BackCopySettings settings) {
    return new BackCopyCorpus(
        settings, BigramTable.of(settings.vocabulary(), settings.triggers(), settings.seed()));
  }

  private static String letter(int index) {
    String last = String.valueOf((char) ('a' + index % LATIN));
    return index < LATIN ? last : letter(index / LATIN - 1) + last;
  }

  /** The settings, by which the text is found again, and its entropy. */
  @Override
  public String name() {
    return String.format(
        Locale.ROOT,
        "%s (entropy %.4f nats a letter)",
        settings.inWords(),
        BackCopyEntropy.rate(table, settings.outliers()));
  }

  @Override
  public String fingerprint() {
    return new Fingerprint().add(FORMAT).add(settings.inWords()).toHex();
  }

  @Override
  public Stream<String> documents() {
    BackCopyLanguage language = new BackCopyLanguage(table, settings.seed());
    return IntStream.range(0, settings.sequences()).mapToObj(sequence -> text(language, sequence));
  }

  private String text(BackCopyLanguage language, int sequence) {
    int[] places = settings.outliers().places(settings.seed(), sequence, settings.length());
    int count =
        (int) Arrays.stream(places).filter(place -> place == PlantedOutliers.LETTER).count();
    PrimitiveIterator.OfInt drawn = Arrays.stream(language.letters(sequence, count)).iterator();
    return Arrays.stream(places)
        .mapToObj(
            place ->
                place == PlantedOutliers.LETTER
                    ? letters.get(drawn.nextInt())
                    : Integer.toString(place))
        .collect(Collectors.joining(" "));
  }

  @Override
  public List<String> outliers() {
    return settings.outliers().words();
  }

  @Override
  public TokenizerTrainer trainer(TokenizerKind kind, int vocabularySize) {
    List<String> words = Stream.concat(letters.stream(), outliers().stream()).toList();
    return new WordListTrainer(kind, vocabularySize, words);
  }

  @Override
  public boolean isSequences() {
    return true;
  }

  @Override
  public OptionalDouble entropy(int tokens) {
    int places = tokens - 1;
    double all = places * BackCopyEntropy.mean(table, settings.outliers(), places);
    return OptionalDouble.of(
        (all - BackCopyEntropy.mean(table, settings.outliers(), 1)) / (places - 1));
  }
}
