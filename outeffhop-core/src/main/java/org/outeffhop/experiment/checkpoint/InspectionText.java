package org.outeffhop.experiment.checkpoint;

import java.util.OptionalInt;
import org.outeffhop.data.TextCorpus;
import org.outeffhop.experiment.text.TextRecipe;

/**
 * The text on which a checkpoint is measured.
 *
 * @param share of the documents: {@link #HELD_OUT} or 1
 * @param batches how many are measured
 * @param batchSize sequences in each
 * @param length tokens in each sequence; empty: the model's longest, but at most {@link #LENGTH}
 */
public record InspectionText(
    TextCorpus corpus, double share, int batches, int batchSize, OptionalInt length) {
  /** The share of documents that a comparison trains no model on. */
  public static final double HELD_OUT = TextRecipe.HELD_OUT;

  /** The longest sequence where none was asked for. */
  public static final int LENGTH = 128;

  public InspectionText {
    require("batches", batches);
    require("batch", batchSize);
    length.ifPresent(tokens -> require("length", tokens));
  }

  private static void require(String field, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(field + " is " + value + "; it must be at least 1");
    }
  }
}
