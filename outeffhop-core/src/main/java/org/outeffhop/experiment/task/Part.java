package org.outeffhop.experiment.task;

/** A part of a task's data. */
public enum Part {
  /** What models learn from, and what ranges are calibrated on. */
  TRAINING,
  /** What decides when training ends, where a task has such a part. */
  VALIDATION,
  /** What quality and outliers are measured on. */
  HELD_OUT
}
