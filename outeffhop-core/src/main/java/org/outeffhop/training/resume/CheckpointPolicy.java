package org.outeffhop.training.resume;

/**
 * When checkpoints are written, and how many of them are kept.
 *
 * @param keep how many of the newest are kept, at least 1
 * @param seconds between two checkpoints; 0: not by time
 * @param steps between two checkpoints; 0: not by steps
 */
public record CheckpointPolicy(int keep, double seconds, long steps) {
  /** Keeps two checkpoints and writes one per minute. */
  public static final CheckpointPolicy USUAL = new CheckpointPolicy(2, 60, 0);

  /** Checks the numbers. */
  public CheckpointPolicy {
    if (keep < 1) {
      throw new IllegalArgumentException("keep is " + keep + "; it must be at least 1");
    }
    if (!(seconds >= 0)) {
      throw new IllegalArgumentException(
          "checkpoint-seconds is " + seconds + "; it must be 0 (do not save by time) or above");
    }
    if (steps < 0) {
      throw new IllegalArgumentException(
          "checkpoint-steps is " + steps + "; it must be 0 (do not save by steps) or above");
    }
  }
}
