package org.outeffhop.quantization;

import java.util.Optional;

/** How activations are put on grids. */
public sealed interface ActivationQuantization {
  /** Whether zero points are 0. */
  boolean symmetric();

  /** How ranges follow from calibration batches; empty where nothing is calibrated. */
  Optional<RangeEstimator> staticRange();

  /** The quantizer of all activations that takes no calibration; empty where each has its own. */
  Optional<Quantizer> dynamic(int bits);

  /** For people: {@code asymmetric, static, range by mse}. */
  String inWords();

  /**
   * How ranges follow from calibration batches, where that is what makes sense.
   *
   * @throws IllegalArgumentException if nothing is calibrated
   */
  default RangeEstimator requireStaticRange() {
    return staticRange()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "activations are " + inWords() + "; they must have static ranges"));
  }

  /**
   * One grid a tensor, fixed by calibration.
   *
   * @param range how its range follows from the batches
   */
  record Static(RangeEstimator range, boolean symmetric) implements ActivationQuantization {
    @Override
    public Optional<RangeEstimator> staticRange() {
      return Optional.of(range);
    }

    @Override
    public Optional<Quantizer> dynamic(int bits) {
      return Optional.empty();
    }

    @Override
    public String inWords() {
      return symmetry(symmetric) + ", static, range by " + range.asText();
    }
  }

  /** A grid for every token, from its own elements, as {@link PerTokenQuantizer}. */
  record DynamicPerToken(boolean symmetric) implements ActivationQuantization {
    @Override
    public Optional<RangeEstimator> staticRange() {
      return Optional.empty();
    }

    @Override
    public Optional<Quantizer> dynamic(int bits) {
      return Optional.of(new PerTokenQuantizer(bits, symmetric));
    }

    @Override
    public String inWords() {
      return symmetry(symmetric) + ", a grid a token";
    }
  }

  private static String symmetry(boolean symmetric) {
    return symmetric ? "symmetric" : "asymmetric";
  }

  /** Asymmetric grids, ranges by running min-max with momentum 0.9. */
  static Static runningMinMax() {
    return new Static(new RunningMinMax(RunningMinMax.USUAL_MOMENTUM), false);
  }
}
