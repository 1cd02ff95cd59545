package org.outeffhop.cli;

import org.outeffhop.experiment.run.Changes;
import org.outeffhop.experiment.run.Setting;
import picocli.CommandLine.Option;

/** Options of models that are trained for a number of steps. */
final class StepOptions {
  @Option(names = "--steps", description = "Optimiser steps of every run.")
  private Long steps;

  @Option(names = "--warmup", description = "Steps of them in which the learning rate rises.")
  private Long warmup;

  @Option(names = "--length", description = "Tokens in a sequence of text.")
  private Integer length;

  @Option(names = "--vocabulary", description = "Tokens in the vocabulary.")
  private Integer vocabulary;

  Changes addTo(Changes changes) {
    return changes
        .set(Setting.STEPS, steps)
        .set(Setting.WARMUP, warmup)
        .set(Setting.LENGTH, length)
        .set(Setting.VOCABULARY, vocabulary);
  }
}
