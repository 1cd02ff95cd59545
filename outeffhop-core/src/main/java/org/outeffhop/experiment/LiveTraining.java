package org.outeffhop.experiment;

import java.util.Locale;
import org.outeffhop.data.Progress;
import org.outeffhop.training.StepResult;
import org.outeffhop.training.TrainingListener;

/** Shows every update: step, loss and tokens per second. */
final class LiveTraining implements TrainingListener {
  private final Progress progress;
  private final String task;
  private final long steps;
  private long tokens;
  private double seconds;

  LiveTraining(Progress progress, String task, long steps) {
    this.progress = progress;
    this.task = task;
    this.steps = steps;
  }

  @Override
  public void onStep(StepResult result) {
    tokens += result.tokens();
    seconds += result.seconds();
    String note =
        String.format(Locale.ROOT, "loss %.3f  %,.0f tokens/s", result.loss(), tokens / seconds);
    progress.update(task, result.step(), steps, note);
  }
}
