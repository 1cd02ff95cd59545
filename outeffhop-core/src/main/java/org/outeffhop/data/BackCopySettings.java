package org.outeffhop.data;

import java.util.LinkedHashMap;
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
 */
record BackCopySettings(int vocabulary, int triggers, int length, int sequences, long seed) {
  /** The name of the language with these settings; others follow behind a colon. */
  static final String NAME = "back-copy";

  static final BackCopySettings DEFAULT = new BackCopySettings(64, 3, 255, 20_000, 1);

  private static final int MOST_LETTERS = 1024;
  private static final int MOST_LENGTH = 1 << 16;
  private static final int MOST_SEQUENCES = 1 << 24;

  BackCopySettings {
    require("vocabulary", vocabulary, 3, MOST_LETTERS);
    require("triggers", triggers, 1, vocabulary - 2);
    require("length", length, 2, MOST_LENGTH);
    require("sequences", sequences, 2, MOST_SEQUENCES);
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
    Map<String, Long> values = DEFAULT.asMap();
    if (!text.equals(NAME)) {
      Map<String, Long> given = new LinkedHashMap<>();
      for (String part : text.substring(NAME.length() + 1).split(",", -1)) {
        String[] pair = part.split("=", 2);
        if (!values.containsKey(pair[0])) {
          throw new IllegalArgumentException(
              "%s: there is no parameter '%s' in '%s'; there are %s, as in %s:vocabulary=64,seed=1"
                  .formatted(NAME, pair[0], text, String.join(", ", values.keySet()), NAME));
        }
        if (given.put(pair[0], pair.length < 2 ? number(part, "") : number(part, pair[1]))
            != null) {
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
        values.get("seed"));
  }

  private static long number(String part, String digits) {
    if (!digits.matches("-?[0-9]{1,18}")) {
      throw new IllegalArgumentException(
          "%s: '%s' must be a name, = and a whole number".formatted(NAME, part));
    }
    return Long.parseLong(digits);
  }

  private static int size(Map<String, Long> values, String name) {
    return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, values.get(name)));
  }

  private Map<String, Long> asMap() {
    Map<String, Long> map = new LinkedHashMap<>();
    map.put("vocabulary", (long) vocabulary);
    map.put("triggers", (long) triggers);
    map.put("length", (long) length);
    map.put("sequences", (long) sequences);
    map.put("seed", seed);
    return map;
  }

  /** All settings as {@link #parse} reads them. */
  String inWords() {
    return NAME
        + ":"
        + asMap().entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .collect(Collectors.joining(","));
  }
}
