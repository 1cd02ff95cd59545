package org.outeffhop.cli;

import java.util.Iterator;
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
          "Bits of weights and activations, 2 to 16; several separated by commas (default: ${DEFAULT-VALUE}).")
  private List<String> bits;

  @Option(
      names = "--weights",
      paramLabel = "tensor|channel",
      defaultValue = "tensor",
      description =
          "A scale for each weight, or for each output channel (default: ${DEFAULT-VALUE}).")
  private Granularity weights;

  @Option(
      names = "--activations",
      paramLabel = "static|per-token",
      defaultValue = "static",
      description =
          "One calibrated grid a tensor, or a grid from every token's own values (default: ${DEFAULT-VALUE}).")
  private String activations;

  @Option(
      names = "--symmetric",
      description = "Put activations' zero points at 0. Weights are symmetric always.")
  private boolean symmetric;

  @Option(
      names = "--range",
      paramLabel = "NAME",
      completionCandidates = RangeChoices.class,
      description =
          "How static ranges follow from batches: ${COMPLETION-CANDIDATES} (default: as 'compare' has it for the model).")
  private String range;

  @Option(
      names = "--keep",
      split = ",",
      paramLabel = "PATTERN",
      description =
          "Modules that stay in full precision: regular expressions over whole names, or 'none' (default: lm_head.* of "
              + "opt and llama).")
  private List<String> keep;

  @Option(
      names = "--smooth",
      arity = "0..1",
      paramLabel = "ALPHA|search",
      fallbackValue = "0.5",
      description =
          "Measure every setting also after SmoothQuant, with alpha from 0 to 1 (0.5 where none is given), or the best for "
              + "every place.")
  private String smooth;

  @Option(
      names = "--sensitivity",
      description =
          "List what each module costs when it alone is quantized; evaluates once for every module and setting.")
  private boolean sensitivity;

  /** The range estimators as help lists them. */
  static final class RangeChoices implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return RangeEstimator.choices().iterator();
    }
  }

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
              "activations are '" + activations + "'; they can be static or per-token");
    };
  }

  private static NamePatterns patterns(List<String> given) {
    return new NamePatterns(given.equals(List.of(NOTHING)) ? List.of() : given);
  }
}
