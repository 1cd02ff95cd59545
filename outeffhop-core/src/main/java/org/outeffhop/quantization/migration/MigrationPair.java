package org.outeffhop.quantization.migration;

import java.util.List;
import java.util.Optional;

/**
 * A place where scales can move without changing the function: channel j of an activation is
 * divided by s_j in what produces it, and column j of every matrix that consumes it is multiplied
 * by s_j.
 *
 * @param point the probe point that shows the activation {@code [.., channels]}
 * @param producer the module whose weight (a norm's gain or a matrix's rows) and bias are divided
 * @param kind what lies between producer and activation, and so which scales are exact
 * @param channels the width of the activation
 * @param consumers the matrices that multiply it; their columns are multiplied
 * @param shortcut the residual sum that the activation enters too, whose {@link
 *     org.outeffhop.tensor.Probe#shortcut} has to be multiplied
 */
public record MigrationPair(
    String point,
    String producer,
    Kind kind,
    long channels,
    List<Consumer> consumers,
    Optional<String> shortcut) {
  /** What produces the activation. */
  public enum Kind {
    /** A LayerNorm's gain and bias: every scale but 0 is exact. */
    NORM,
    /** A value projection, mixed over tokens by attention: every scale but 0 is exact. */
    VALUE,
    /** A matrix and a ReLU: positive scales are exact. */
    RELU
  }

  /** Takes a copy of the list. */
  public MigrationPair {
    consumers = List.copyOf(consumers);
  }

  /** A norm whose output only matrices see. */
  static MigrationPair norm(String norm, long channels, List<Consumer> consumers) {
    return new MigrationPair(norm, norm, Kind.NORM, channels, consumers, Optional.empty());
  }

  /** A norm whose output matrices and a residual sum see. */
  static MigrationPair norm(String norm, long channels, List<Consumer> consumers, String shortcut) {
    return new MigrationPair(norm, norm, Kind.NORM, channels, consumers, Optional.of(shortcut));
  }

  /** The values of an attention and its output projection. */
  static MigrationPair value(String self, String projection, long channels, String output) {
    return new MigrationPair(
        self + ".context",
        self + "." + projection,
        Kind.VALUE,
        channels,
        List.of(Consumer.whole(output, channels)),
        Optional.empty());
  }

  /** The two matrices of a perceptron with ReLU. */
  static MigrationPair relu(String point, String first, long channels, String second) {
    return new MigrationPair(
        point,
        first,
        Kind.RELU,
        channels,
        List.of(Consumer.whole(second, channels)),
        Optional.empty());
  }
}
