package org.outeffhop.experiment.run;

import java.io.IOException;
import org.outeffhop.experiment.task.DataName;
import org.outeffhop.progress.Progress;

/** A recipe and what its model is trained and measured on. */
public interface Workload {
  /** How the model is trained. */
  Recipe recipe();

  /** What the data are called. */
  DataName data();

  /**
   * Reads the data.
   *
   * @throws IllegalArgumentException if they do not fit the recipe
   */
  PreparedWorkload prepare(Progress progress) throws IOException;
}
