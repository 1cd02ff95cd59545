package org.outeffhop.experiment.run;

import java.io.IOException;
import org.outeffhop.progress.Progress;

/** A recipe and what its model is trained and measured on. */
public interface Workload {
  /** How the model is trained. */
  Recipe recipe();

  /** The data, for people: {@code WordNet 3.1}. */
  String dataName();

  /** The data, by name and fingerprint: what decides whether two runs saw the same. */
  String data();

  /**
   * Reads the data.
   *
   * @throws IllegalArgumentException if they do not fit the recipe
   */
  PreparedWorkload prepare(Progress progress) throws IOException;
}
