package org.outeffhop.training.resume;

/**
 * When the state of training is written, and how many of the states are kept.
 *
 * @param keep the newest, at least 1
 * @param seconds after which it is written again; 0: not by time
 * @param steps after which it is written again; 0: not by steps
 */
public record CheckpointPolicy(int keep, double seconds, long steps) {
  /** Two states, one a minute. */
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
