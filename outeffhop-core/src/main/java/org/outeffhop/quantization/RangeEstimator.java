package org.outeffhop.quantization;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;

/**
 * How the static range of a tensor follows from the batches seen. A {@link RangeState} is what an
 * estimator has seen of one tensor.
 *
 * <p>The moving ones keep two numbers. The others keep a {@link Histogram} of all batches, whose
 * size does not depend on their number.
 *
 * <p>A new estimator is a record with its form, and its name in the two lists of this file.
 */
public sealed interface RangeEstimator
    permits CurrentMinMax, RunningMinMax, RunningPercentile, Percentile, MeanSquaredError, Entropy {
  /** A state that has seen nothing. */
  RangeState newState();

  /** As people write it, with its number: {@code percentile:99.99}. {@link #parse} reads it. */
  String asText();

  /** How every row of a weight gets a grid of its own; empty where this estimator has no way. */
  default Optional<ChannelGrids> channelGrids() {
    return Optional.empty();
  }

  /** Puts every row of a weight on a grid of its own. */
  @FunctionalInterface
  interface ChannelGrids {
    /**
     * The grids.
     *
     * @param weight {@code [out, in]}
     * @param bits 2 to 16
     */
    PerChannelQuantizer of(Tensor weight, int bits);
  }

  /** How estimators are written, numbers that can be left out in brackets. */
  static List<String> choices() {
    return forms().map(RangeForm::pattern).toList();
  }

  /** The names of those that have {@link #channelGrids}. */
  static List<String> choicesForChannels() {
    return forms()
        .filter(form -> form.usual().channelGrids().isPresent())
        .map(RangeForm::name)
        .toList();
  }

  /**
   * Reads a name and, behind a colon, its number. Without a number momentum is 0.9, a running
   * percentile 99.999 (and its momentum always 0.9), a percentile 99.99.
   *
   * @throws IllegalArgumentException if it is unknown, or its number cannot be
   */
  static RangeEstimator parse(String text) {
    return forms()
        .filter(form -> form.isOf(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "range is '" + text + "'; it can be " + String.join(", ", choices())))
        .read(text);
  }

  private static Stream<RangeForm> forms() {
    return Stream.of(
        CurrentMinMax.FORM,
        RunningMinMax.FORM,
        RunningPercentile.FORM,
        Percentile.FORM,
        MeanSquaredError.GRID_FORM,
        MeanSquaredError.GOLDEN_FORM,
        Entropy.FORM);
  }
}
