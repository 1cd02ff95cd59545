package org.outeffhop.cli;

import org.outeffhop.data.BlockStart;
import org.outeffhop.experiment.run.Changes;
import org.outeffhop.experiment.run.Setting;
import org.outeffhop.model.InitialPositions;
import picocli.CommandLine.Option;

/** Options of models that are trained for a number of steps. */
final class StepOptions {
  @Option(names = "--steps", description = "Number of optimiser steps (default: the preset's).")
  private Long steps;

  @Option(names = "--warmup", description = OptionText.WARMUP + " (default: the preset's).")
  private Long warmup;

  @Option(names = "--length", description = "Tokens per sequence of text (default: the preset's).")
  private Integer length;

  @Option(
      names = "--block-start",
      paramLabel = "none|bos",
      description =
          "What every sequence of a decoder's text begins with: bos, the start token of its tokenizer, "
              + "or none, whatever stands there in the documents (default: the preset's).")
  private BlockStart blockStart;

  @Option(
      names = "--masked-share",
      description =
          "Share of the tokens that BERT is asked for in training; measured it is with 0.15 (default: "
              + "the preset's).")
  private Double maskedShare;

  @Option(
      names = "--initial-positions",
      paramLabel = "random|sinusoidal",
      description =
          "What BERT's position embeddings begin with, which are learned: random numbers or sinusoids "
              + "(default: the preset's).")
  private InitialPositions initialPositions;

  @Option(
      names = "--vocabulary",
      description = "Vocabulary size of the tokenizer (default: the preset's).")
  private Integer vocabulary;

  @Option(
      names = "--image-size",
      description = "Side in pixels to which images are resized (default: the preset's).")
  private Integer imageSize;

  @Option(
      names = "--patch-size",
      description = "Side of an image patch in pixels (default: the preset's).")
  private Integer patchSize;

  Long steps() {
    return steps;
  }

  Changes addTo(Changes changes) {
    return changes
        .set(Setting.STEPS, steps)
        .set(Setting.WARMUP, warmup)
        .set(Setting.LENGTH, length)
        .set(Setting.BLOCK_START, blockStart)
        .set(Setting.MASKED_SHARE, maskedShare)
        .set(Setting.INITIAL_POSITIONS, initialPositions)
        .set(Setting.VOCABULARY, vocabulary)
        .set(Setting.IMAGE_SIZE, imageSize)
        .set(Setting.PATCH_SIZE, patchSize);
  }
}
