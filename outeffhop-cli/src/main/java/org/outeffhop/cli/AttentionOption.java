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
      completionCandidates = Choices.Methods.class,
      description =
          "Attention methods, separated by commas: ${COMPLETION-CANDIDATES} (default: those of the "
              + "preset).")
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
