package org.outeffhop.experiment.run;

import org.bytedeco.pytorch.Device;
import org.outeffhop.training.OptimizerConfig;

/** A workload whose data are there; its runs share them. */
public interface PreparedWorkload extends AutoCloseable {
  /** Optimiser steps of a run, at most. */
  long steps();

  /** What makes the updates. */
  OptimizerConfig optimizer();

  /** A run's model, with weights drawn by its seed, and its data. */
  TrainingTask task(RunSpec run, Device device);

  /** Trained scalars of a run's model, counted without making it; 0 where the model is small. */
  default long parameters(RunSpec run) {
    return 0;
  }

  @Override
  void close();
}
