package org.outeffhop.hopfield;

import java.math.BigDecimal;
import java.util.function.Function;

/** The names of no-op classifiers in settings and files. */
final class NoOpClassifierNames {
  static final String NONE = "none";
  static final String NORM = "norm-z-score";
  static final String THRESHOLD = "similarity-threshold";
  static final String TOP_K = "top-k";
  static final String PERCENTILE = "percentile";

  private static final String CHOICES =
      "it can be none, norm-z-score:Z, similarity-threshold:SIMILARITY:LEAST, "
          + "top-k:SIMILARITY:K or percentile:SIMILARITY:PERCENT, where SIMILARITY is dot-product, "
          + "cosine or euclidean";

  private NoOpClassifierNames() {}

  static String of(String strategy, double number) {
    return strategy
        + ":"
        + new BigDecimal(String.valueOf(number)).stripTrailingZeros().toPlainString();
  }

  static String of(String strategy, Similarity similarity, double number) {
    return of(strategy + ":" + similarity, number);
  }

  static NoOpClassifier classifier(String name) {
    String[] parts = name.split(":", -1);
    try {
      return switch (parts[0] + "/" + parts.length) {
        case NONE + "/1" -> new NoOpClassifier.None();
        case NORM + "/2" -> new NoOpClassifier.NormZScore(number(parts[1]));
        case THRESHOLD + "/3" ->
            new NoOpClassifier.SimilarityThreshold(Similarity.of(parts[1]), number(parts[2]));
        case TOP_K + "/3" -> new NoOpClassifier.TopK(Similarity.of(parts[1]), whole(parts[2]));
        case PERCENTILE + "/3" ->
            new NoOpClassifier.Percentile(Similarity.of(parts[1]), number(parts[2]));
        default -> throw new IllegalArgumentException(CHOICES);
      };
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "the no-op classifier is '" + name + "'; " + e.getMessage(), e);
    }
  }

  private static double number(String text) {
    return parsed(
        text, "[+-]?[0-9]*\\.?[0-9]+([eE][+-]?[0-9]{1,3})?", "a number", Double::parseDouble);
  }

  private static long whole(String text) {
    return parsed(text, "[0-9]{1,18}", "a whole number", Long::parseLong);
  }

  private static <N> N parsed(String text, String form, String what, Function<String, N> parser) {
    if (!text.matches(form)) {
      throw new IllegalArgumentException("'" + text + "' must be " + what);
    }
    return parser.apply(text);
  }
}
