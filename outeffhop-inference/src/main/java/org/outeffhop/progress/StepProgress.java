package org.outeffhop.progress;

import java.util.concurrent.CancellationException;

/**
 * The progress of the measurements of one model, each a step over some batches. Evaluations go over
 * the same batches, so that after the first one their number is known.
 */
public final class StepProgress {
  private final String name;
  private final Progress progress;
  private String step = "";
  private boolean evaluation;
  private long done;
  private long evaluated;

  /** Of a model by its name. */
  public StepProgress(String name, Progress progress) {
    this.name = name;
    this.progress = progress;
  }

  /** Begins an evaluation on all held-out batches. */
  public void evaluation(String now) {
    begin(now);
    evaluation = true;
  }

  /** Begins anything else. */
  public void begin(String now) {
    if (evaluation) {
      evaluated = done;
    }
    evaluation = false;
    step = now;
    done = 0;
    progress.update(name + ", " + step, 0, 0);
  }

  /**
   * A batch is done.
   *
   * @throws CancellationException if the thread was interrupted
   */
  public void batch() {
    progress.update(name + ", " + step, ++done, evaluation ? evaluated : 0);
    Interruptions.check(name + ", " + step);
  }

  /** Where all of this goes. */
  public Progress progress() {
    return progress;
  }
}
