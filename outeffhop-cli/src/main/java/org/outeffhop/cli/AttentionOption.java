package org.outeffhop.cli;

import java.util.List;
import org.outeffhop.experiment.ComparisonSettings;
import org.outeffhop.hopfield.AttentionMethod;
import picocli.CommandLine.Option;

/** The attention methods of a comparison. */
final class AttentionOption {
  @Option(
      names = "--attention",
      split = ",",
      description =
          "vanilla, outeffhop, clipped, gated, clipped-outeffhop, gated-outeffhop, learned-sink, sparsemax, entmax; several "
              + "separated by commas (default: the preset's).")
  private List<String> attention = List.of();

  /**
   * The settings with the given methods, or as they are.
   *
   * @throws IllegalArgumentException if a name is unknown
   */
  ComparisonSettings apply(ComparisonSettings settings) {
    return attention.isEmpty()
        ? settings
        : settings.withMethods(attention.stream().map(AttentionMethod::of).toList());
  }
}
