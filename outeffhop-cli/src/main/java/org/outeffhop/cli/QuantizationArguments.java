package org.outeffhop.cli;

import java.util.List;
import java.util.Optional;
import org.outeffhop.experiment.quantize.QuantizationOptions;
import org.outeffhop.experiment.quantize.Smoothing;
import org.outeffhop.quantization.BitWidths;
import org.outeffhop.quantization.NamePatterns;
import org.outeffhop.quantization.RangeEstimator;
import org.outeffhop.quantization.WeightQuantization;
import org.outeffhop.quantization.WeightQuantization.Granularity;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How models are quantized. */
final class QuantizationArguments {
  private static final String NOTHING = "none";

  @Option(
      names = "--bits",
      split = ",",
      defaultValue = "W8A8,W6A6,W4A8,W4A4",
      description =
          "Bits of weights and activations, each from 2 to 16, separated by commas (default: "
              + "${DEFAULT-VALUE}).")
  private List<String> bits;

  @Option(
      names = "--weights",
      paramLabel = "tensor|channel",
      defaultValue = "tensor",
      description = OptionText.WEIGHTS)
  private Granularity weights;

  @Option(
      names = "--activations",
      paramLabel = "static|per-token",
      defaultValue = "static",
      description =
          "Quantize activations with one calibrated range per tensor, or with a range computed from "
              + "each token's own values (default: ${DEFAULT-VALUE}).")
  private String activations;

  @Option(
      names = "--symmetric",
      description =
          "Quantize activations symmetrically, with a zero point of 0. Weights are always symmetric.")
  private boolean symmetric;

  @Option(
      names = "--range",
      paramLabel = "NAME",
      completionCandidates = Choices.Ranges.class,
      description =
          "Estimator of static activation ranges: ${COMPLETION-CANDIDATES} (default: the one that "
              + "'compare' uses for the model).")
  private String range;

  @Option(
      names = "--keep",
      split = ",",
      paramLabel = "PATTERN",
      description =
          "Modules that stay in full precision: regular expressions that match whole module names, "
              + "separated by commas, or 'none' (default: lm_head.* for decoders).")
  private List<String> keep;

  @Option(
      names = "--smooth",
      paramLabel = OptionText.SMOOTHING,
      description =
          "Also measure every setting after SmoothQuant, with this alpha from 0 to 1, such as 0.5, or "
              + "with 'search' for the best alpha at each place; or after gamma migration, with "
              + "'gamma', which moves the gains of norms.")
  private String smooth;

  @Option(
      names = "--sensitivity",
      description =
          "List how much quality is lost when each module alone is quantized. This evaluates once per "
              + "module and setting.")
  private boolean sensitivity;

  @Mixin private ExecutionArguments execution;

  /**
   * What was asked for.
   *
   * @throws IllegalArgumentException if it cannot be
   */
  QuantizationOptions options() {
    return new QuantizationOptions(
        bits.stream().map(BitWidths::parse).toList(),
        WeightQuantization.of(weights),
        perToken(),
        symmetric,
        Optional.ofNullable(range).map(RangeEstimator::parse),
        Optional.ofNullable(keep).map(QuantizationArguments::patterns),
        Optional.ofNullable(smooth).map(Smoothing::parse),
        sensitivity,
        execution.options());
  }

  private boolean perToken() {
    return switch (activations) {
      case "static" -> false;
      case "per-token" -> true;
      default ->
          throw new IllegalArgumentException(
              "activations is '" + activations + "'; it can be static or per-token");
    };
  }

  private static NamePatterns patterns(List<String> given) {
    return new NamePatterns(given.equals(List.of(NOTHING)) ? List.of() : given);
  }
}
