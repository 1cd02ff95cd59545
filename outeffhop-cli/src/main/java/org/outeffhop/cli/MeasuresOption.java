package org.outeffhop.cli;

import org.outeffhop.experiment.task.MeasureDefinition;
import picocli.CommandLine.Option;

/** Whose definitions of the measures a model is measured by. */
final class MeasuresOption {
  /** Its name. */
  static final String NAME = "--measures";

  @Option(
      names = NAME,
      defaultValue = "ours",
      completionCandidates = Choices.Definitions.class,
      description =
          "Definitions of the measures: ${COMPLETION-CANDIDATES}. With authors, what the published scripts "
              + "of the paper's authors would give is measured and printed beside ours, for bert, opt and "
              + "vit (default: ${DEFAULT-VALUE}).")
  private String measures;

  /**
   * What was given.
   *
   * @throws IllegalArgumentException that lists the choices
   */
  MeasureDefinition definition() {
    return MeasureDefinition.of(measures);
  }
}
