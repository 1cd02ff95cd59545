package org.outeffhop.experiment.task;

import java.util.Locale;

/**
 * The data of a measurement.
 *
 * @param name for people, with a fingerprint of everything that they are made from
 * @param own whether a model was trained on the same: then the measurement is its comparison's
 */
public record RunData(String name, boolean own) {
  /** What ranges come from, for people. */
  public String trainingBatches(int batches) {
    return String.format(Locale.ROOT, "%d batches of the training part of %s", batches, name);
  }
}
