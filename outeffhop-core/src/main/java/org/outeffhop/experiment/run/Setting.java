package org.outeffhop.experiment.run;

import org.outeffhop.naming.Named;

/** A value of a recipe that can be changed. */
public enum Setting {
  /** Optimiser steps. */
  STEPS,
  /** Steps of them in which the learning rate rises. */
  WARMUP,
  /** The most epochs. */
  EPOCHS,
  /** Epochs without a lower validation error after which training ends. */
  PATIENCE,
  /** The highest learning rate. */
  LEARNING_RATE,
  /** Epochs after which a forecast's learning rate is halved; 0: never. */
  HALVE_RATE_EVERY,
  /** The learning rate after the warm-up. */
  SCHEDULE,
  /** AdamW's decoupled weight decay. */
  WEIGHT_DECAY,
  /** The decay of AdamW's mean of squared gradients. */
  BETA2,
  /** The norm that gradients are shortened to; 0: never. */
  MAX_GRAD_NORM,
  /** Samples in a step. */
  BATCH,
  /** Micro-batches in a step. */
  ACCUMULATE,
  /** Tokens in a sequence. */
  LENGTH,
  /** What every block of a decoder's text begins with. */
  BLOCK_START,
  /** The share of tokens that a masked language model learns to say. */
  MASKED_SHARE,
  /** What a masked language model's position embeddings begin with. */
  INITIAL_POSITIONS,
  /** Tokens in the vocabulary. */
  VOCABULARY,
  /** Time steps that are seen. */
  CONTEXT,
  /** Time steps that are forecast. */
  HORIZON,
  /** Training windows in a forecast's external memory. */
  MEMORY,
  /** Pixels on each side of an image. */
  IMAGE_SIZE,
  /** Pixels on each side of a patch. */
  PATCH_SIZE,
  /** Blocks. */
  LAYERS,
  /** Hidden size. */
  WIDTH,
  /** Heads of each attention. */
  HEADS;

  /** The name as it is written on the command line. */
  @Override
  public String toString() {
    return Named.of(this);
  }
}
