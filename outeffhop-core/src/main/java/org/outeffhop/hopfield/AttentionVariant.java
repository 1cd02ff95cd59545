package org.outeffhop.hopfield;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * An attention method with the parameters that are given to it, as in {@code outeffhop} or {@code
 * outeffhop:classifier=norm-z-score:3}.
 *
 * @param classifier which keys are no-ops
 */
public record AttentionVariant(AttentionMethod method, NoOpClassifier classifier)
    implements Comparable<AttentionVariant> {
  private static final String CLASSIFIER = "classifier";
  private static final Comparator<AttentionVariant> ORDER =
      Comparator.comparing(AttentionVariant::method).thenComparing(AttentionVariant::toString);

  /**
   * Checks the parameters.
   *
   * @throws IllegalArgumentException if keys are classified and the method has no no-op class
   */
  public AttentionVariant {
    if (!(classifier instanceof NoOpClassifier.None) && !method.hasSink()) {
      throw new IllegalArgumentException(
          "attention %s has no no-op class, to which the classifier %s could send keys; %s have one"
              .formatted(
                  method,
                  classifier,
                  String.join(
                      ", ",
                      Stream.of(AttentionMethod.values())
                          .filter(AttentionMethod::hasSink)
                          .map(AttentionMethod::toString)
                          .toList())));
    }
  }

  /** A method without parameters. */
  public static AttentionVariant of(AttentionMethod method) {
    return new AttentionVariant(method, new NoOpClassifier.None());
  }

  /**
   * Reads a method with its parameters: {@code METHOD} or {@code METHOD:NAME=VALUE,NAME=VALUE}.
   *
   * @throws IllegalArgumentException if there is no such method or parameter, one is given twice or
   *     cannot be
   */
  public static AttentionVariant of(String text) {
    String[] parts = text.split(":", 2);
    AttentionMethod method = AttentionMethod.of(parts[0]);
    Map<String, String> values =
        parts.length == 1 ? Map.of() : values(text, parts[1].split(",", -1));
    NoOpClassifier classifier = NoOpClassifier.of(values.getOrDefault(CLASSIFIER, "none"));
    return new AttentionVariant(method, classifier);
  }

  /** Reads several, separated by commas; a part {@code NAME=VALUE} belongs to the one before it. */
  public static List<AttentionVariant> list(String text) {
    return Stream.of(text.split(",(?![a-z][a-z-]*=)", -1)).map(AttentionVariant::of).toList();
  }

  private static Map<String, String> values(String text, String... parts) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String part : parts) {
      String[] pair = part.split("=", 2);
      if (pair.length < 2 || !pair[0].equals(CLASSIFIER)) {
        throw new IllegalArgumentException(
            "attention '%s' has the parameter '%s'; there is %s, as in outeffhop:%s=norm-z-score:3"
                .formatted(text, part, CLASSIFIER, CLASSIFIER));
      }
      if (values.put(pair[0], pair[1]) != null) {
        throw new IllegalArgumentException(
            "attention '%s' has the parameter %s twice".formatted(text, pair[0]));
      }
    }
    return values;
  }

  /** The settings of its method with its parameters in them. */
  public AttentionConfig in(Function<AttentionMethod, AttentionConfig> settings) {
    return settings.apply(method).with(classifier);
  }

  @Override
  public int compareTo(AttentionVariant other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return classifier instanceof NoOpClassifier.None
        ? method.toString()
        : method + ":" + CLASSIFIER + "=" + classifier;
  }
}
