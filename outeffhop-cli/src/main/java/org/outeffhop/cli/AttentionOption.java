package org.outeffhop.cli;

import java.util.List;
import org.outeffhop.experiment.ComparisonSettings;
import org.outeffhop.hopfield.AttentionVariant;
import picocli.CommandLine.Option;

/** The attention methods of a comparison. */
final class AttentionOption {
  @Option(
      names = "--attention",
      completionCandidates = Choices.Methods.class,
      description =
          "Attention methods, separated by commas: ${COMPLETION-CANDIDATES} (default: those of the "
              + "preset). Behind a colon outeffhop and others with a no-op class take "
              + "classifier=none, norm-z-score:Z, similarity-threshold:S:LEAST, top-k:S:K or "
              + "percentile:S:P, which says which keys are no-ops; S is dot-product, cosine or "
              + "euclidean.")
  private List<String> attention = List.of();

  /**
   * The settings with the given methods, or as they are.
   *
   * @throws IllegalArgumentException if a name is unknown
   */
  ComparisonSettings apply(ComparisonSettings settings) {
    return attention.isEmpty()
        ? settings
        : settings.withMethods(AttentionVariant.list(String.join(",", attention)));
  }
}
