package org.outeffhop.data;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Which back-copy language, and how much of it.
 *
 * @param vocabulary the number of letters
 * @param triggers how many of them, the most frequent, are triggers
 * @param length letters in a document; a sequence of tokens holds as many of them as fit
 * @param sequences the number of documents
 * @param seed of the table and of the documents
 * @param outliers what is planted between the letters
 */
record BackCopySettings(
    int vocabulary, int triggers, int length, int sequences, long seed, PlantedOutliers outliers) {
  /** The name of the language with these settings; others follow behind a colon. */
  static final String NAME = "back-copy";

  static final BackCopySettings DEFAULT =
      new BackCopySettings(64, 3, 255, 20_000, 1, new PlantedOutliers(0, 8));

  private static final String OUTLIERS = "outliers";
  private static final String OUTLIER_NUMBERS = "outlier-numbers";
  private static final int MOST_LETTERS = 1024;
  private static final int MOST_LENGTH = 1 << 16;
  private static final int MOST_SEQUENCES = 1 << 24;

  BackCopySettings {
    require("vocabulary", vocabulary, 3, MOST_LETTERS);
    require("triggers", triggers, 1, vocabulary - 2);
    require("length", length, 2, MOST_LENGTH);
    require("sequences", sequences, 2, MOST_SEQUENCES);
    require(OUTLIER_NUMBERS, outliers.numbers(), 1, PlantedOutliers.MOST_NUMBERS);
    double share = LetterShares.of(vocabulary).first(triggers);
    if (share >= LetterShares.MOST_TRIGGERS) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: %d triggers are %.0f%% of the letters of a vocabulary of %d; they must be less than half, since the letter behind a trigger is a copy: give fewer triggers or more letters",
              NAME,
              triggers,
              100 * share,
              vocabulary));
    }
  }

  private static void require(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%s: %s is %d; it must be from %d to %d".formatted(NAME, name, value, least, most));
    }
  }

  /** Whether the language is meant, be the settings right or wrong. */
  static boolean isNamed(String text) {
    return text.equals(NAME) || text.startsWith(NAME + ":");
  }

  /**
   * Reads {@code back-copy:vocabulary=64,seed=1}; what is left out is as by default.
   *
   * @throws IllegalArgumentException naming a parameter that there is not, is given twice or cannot
   *     be
   */
  static BackCopySettings parse(String text) {
    Map<String, String> values = DEFAULT.asMap();
    if (!text.equals(NAME)) {
      Map<String, String> given = new LinkedHashMap<>();
      for (String part : text.substring(NAME.length() + 1).split(",", -1)) {
        String[] pair = part.split("=", 2);
        if (!values.containsKey(pair[0])) {
          throw new IllegalArgumentException(
              "%s: there is no parameter '%s' in '%s'; there are %s, as in %s:vocabulary=64,seed=1"
                  .formatted(NAME, pair[0], text, String.join(", ", values.keySet()), NAME));
        }
        requireNumber(part, pair);
        if (given.put(pair[0], pair[1]) != null) {
          throw new IllegalArgumentException(
              "%s: %s is given twice in '%s'".formatted(NAME, pair[0], text));
        }
      }
      values.putAll(given);
    }
    return new BackCopySettings(
        size(values, "vocabulary"),
        size(values, "triggers"),
        size(values, "length"),
        size(values, "sequences"),
        Long.parseLong(values.get("seed")),
        new PlantedOutliers(
            Double.parseDouble(values.get(OUTLIERS)), size(values, OUTLIER_NUMBERS)));
  }

  private static void requireNumber(String part, String... pair) {
    boolean share = pair[0].equals(OUTLIERS);
    if (pair.length < 2 || !pair[1].matches(share ? "[0-9]*\\.?[0-9]+" : "-?[0-9]{1,18}")) {
      throw new IllegalArgumentException(
          "%s: '%s' must be a name, = and a %snumber".formatted(NAME, part, share ? "" : "whole "));
    }
  }

  private static int size(Map<String, String> values, String name) {
    long value = Long.parseLong(values.get(name));
    return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, value));
  }

  private Map<String, String> asMap() {
    Map<String, String> map = new LinkedHashMap<>();
    map.put("vocabulary", Integer.toString(vocabulary));
    map.put("triggers", Integer.toString(triggers));
    map.put("length", Integer.toString(length));
    map.put("sequences", Integer.toString(sequences));
    map.put("seed", Long.toString(seed));
    map.put(OUTLIERS, Double.toString(outliers.share()));
    map.put(OUTLIER_NUMBERS, Integer.toString(outliers.numbers()));
    return map;
  }

  /**
   * All settings as {@link #parse} reads them; without those of outliers where none are planted, as
   * in files from when there were none.
   */
  String inWords() {
    Map<String, String> settings = asMap();
    if (!outliers.isPlanted()) {
      settings.keySet().removeAll(List.of(OUTLIERS, OUTLIER_NUMBERS));
    }
    return NAME
        + ":"
        + settings.entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .collect(Collectors.joining(","));
  }
}
