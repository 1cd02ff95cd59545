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

  @Option(names = "--image-size", description = "Pixels on each side to which images are resized.")
  private Integer imageSize;

  @Option(names = "--patch-size", description = "Pixels on each side of an image's patch.")
  private Integer patchSize;

  Changes addTo(Changes changes) {
    return changes
        .set(Setting.STEPS, steps)
        .set(Setting.WARMUP, warmup)
        .set(Setting.LENGTH, length)
        .set(Setting.VOCABULARY, vocabulary)
        .set(Setting.IMAGE_SIZE, imageSize)
        .set(Setting.PATCH_SIZE, patchSize);
  }
}
