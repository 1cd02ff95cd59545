package org.outeffhop.experiment.retrieval;

import java.util.OptionalDouble;

/**
 * The inverse temperature beta of a memory.
 *
 * @param number the same for every memory; empty: attention's, 1 / sqrt(d), where a pattern has d
 *     numbers
 */
public record InverseTemperature(OptionalDouble number) {
  private static final String ATTENTION = "attention";

  public InverseTemperature {
    number.ifPresent(
        beta -> {
          if (!(beta > 0) || Double.isInfinite(beta)) {
            throw new IllegalArgumentException(
                "beta is " + beta + "; it must be positive and finite");
          }
        });
  }

  /** The same number for every memory. */
  public static InverseTemperature of(double beta) {
    return new InverseTemperature(OptionalDouble.of(beta));
  }

  /**
   * As it is written on the command line: a number or {@code attention}.
   *
   * @throws IllegalArgumentException if it is neither, or not positive and finite
   */
  public static InverseTemperature parse(String text) {
    if (text.equals(ATTENTION)) {
      return new InverseTemperature(OptionalDouble.empty());
    }
    try {
      return of(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "beta is '%s'; it must be a number or '%s' for 1 / sqrt(d)".formatted(text, ATTENTION),
          e);
    }
  }

  /** Its value for patterns of that many numbers. */
  double in(int dimension) {
    return number.orElseGet(() -> 1 / Math.sqrt(dimension));
  }

  /** As it is written into {@code result.json}. */
  Object asJson() {
    return number.isPresent() ? number.getAsDouble() : ATTENTION;
  }

  @Override
  public String toString() {
    return asJson().toString();
  }
}
