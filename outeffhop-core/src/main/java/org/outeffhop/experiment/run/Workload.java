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
   * Refuses a run that cannot fit into memory, as far as that is known before the data are read.
   *
   * @param copies at a time
   * @param available bytes
   * @throws IllegalArgumentException with what would fit
   */
  void requireRoom(RunSpec run, int copies, long available);

  /**
   * Reads the data.
   *
   * @throws IllegalArgumentException if they do not fit the recipe
   */
  PreparedWorkload prepare(Progress progress) throws IOException;
}
