package org.outeffhop.model;

import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Rotary positions; Su et al. 2021 (RoFormer, arXiv 2104.09864).
 *
 * @param ropeTheta the base: frequency i of a head of size D is theta^(-2i / D)
 * @param ropeScaling what becomes of the frequencies
 */
public record RotaryConfig(double ropeTheta, RopeScaling ropeScaling) {
  private static final double THETA = 10_000;

  /** Checks the base. */
  public RotaryConfig {
    ConfigChecks.positive("rope_theta", ropeTheta);
  }

  /** Base 10,000, not scaled. */
  public static RotaryConfig plain() {
    return new RotaryConfig(THETA, new RopeScaling.None());
  }

  /** The frequencies of a head, D / 2 of them, in radians a token. */
  public double[] frequencies(int headDim) {
    return IntStream.range(0, headDim / 2)
        .mapToDouble(i -> ropeScaling.scaled(Math.pow(ropeTheta, -2.0 * i / headDim)))
        .toArray();
  }

  /**
   * Reads {@code rope_theta} and {@code rope_scaling}, or {@code rope_parameters}, in which newer
   * files have both.
   */
  static RotaryConfig read(ConfigFields fields) {
    Optional<ConfigFields> parameters = fields.object("rope_parameters");
    Optional<ConfigFields> scaling = fields.object("rope_scaling");
    if (parameters.isPresent() && scaling.isPresent()) {
      throw fields.wrong("rope_scaling", "leave it out where there is rope_parameters");
    }
    double theta = fields.number("rope_theta", THETA);
    requireWhole(fields);
    parameters.ifPresent(RotaryConfig::requireWhole);
    return new RotaryConfig(
        parameters.map(p -> p.number("rope_theta", theta)).orElse(theta),
        parameters
            .filter(p -> p.has("rope_type"))
            .or(() -> scaling)
            .map(RopeScaling::read)
            .orElse(new RopeScaling.None()));
  }

  private static void requireWhole(ConfigFields fields) {
    if (fields.number("partial_rotary_factor", 1) != 1) {
      throw fields.wrong("partial_rotary_factor", "only 1 is supported: all of a head turns");
    }
  }
}
