package org.outeffhop.experiment.run;

import org.bytedeco.pytorch.Device;

/** A workload whose data are there; its runs share them. */
public interface PreparedWorkload extends AutoCloseable {
  /** Optimiser steps of a run, at most. */
  long steps();

  /** A run's model, with weights drawn by its seed, and its data. */
  TrainingTask task(RunSpec run, Device device);

  /** What a run takes in memory; nothing of it is made. */
  RunMemory memory(RunSpec run);

  @Override
  void close();
}
