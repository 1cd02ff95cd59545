package org.outeffhop.experiment.run;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.outeffhop.experiment.result.ComparisonRow;
import org.outeffhop.progress.Progress;
import org.outeffhop.training.EarlyStopping;
import org.outeffhop.training.StepResult;
import org.outeffhop.training.TrainingListener;

/**
 * How far all runs of a comparison are together: steps done of all steps, the losses of the runs
 * that go on, tokens per second.
 */
public final class ComparisonProgress {
  private final Progress progress;
  private final int runs;
  private final long steps;
  private final long start = System.nanoTime();
  private final Map<String, String> going = new TreeMap<>();
  private final Map<String, Long> doneBy = new HashMap<>();
  private final Map<String, String> validated = new HashMap<>();
  private int finished;
  private long done;
  private long earlier;
  private long tokens;

  /**
   * At the beginning.
   *
   * @param finished runs that were there already
   * @param runs with those that are to be made
   * @param steps of all that are to be made
   */
  public ComparisonProgress(Progress progress, int finished, int runs, long steps) {
    this.progress = progress;
    this.finished = finished;
    this.runs = runs;
    this.steps = steps;
  }

  /** Told of a run's updates. */
  TrainingListener training(RunSpec run) {
    return new TrainingListener() {
      @Override
      public void onResume(long updates) {
        resumed(run, updates);
      }

      @Override
      public void onStep(StepResult step) {
        updated(run, step);
      }
    };
  }

  /** Says something about a run. */
  void notice(RunSpec run, String message) {
    progress.notice(run.title() + ": " + message);
  }

  private synchronized void resumed(RunSpec run, long updates) {
    done += updates;
    earlier += updates;
    doneBy.put(run.title(), updates);
    notice(run, String.format(Locale.ROOT, "resumes after step %,d", updates));
  }

  private synchronized void updated(RunSpec run, StepResult step) {
    done++;
    doneBy.put(run.title(), step.step());
    tokens += step.tokens();
    String epochs = validated.getOrDefault(run.title(), "");
    going.put(run.title(), String.format(Locale.ROOT, "loss %.3g", step.loss()) + epochs);
    show();
  }

  /**
   * What the validation errors of a run are so far: the last one, and where another is the lowest,
   * that one and how much of the patience is used up. They are shown beside the losses that follow.
   */
  synchronized void validated(RunSpec run, EarlyStopping epochs) {
    String last =
        String.format(
            Locale.ROOT, ", validation %.3g after epoch %d", epochs.last(), epochs.epochs());
    String lowest =
        epochs.bestEpoch() == epochs.epochs()
            ? ""
            : String.format(
                Locale.ROOT,
                " (%.3g after %d, patience %d/%d)",
                epochs.lowest(),
                epochs.bestEpoch(),
                epochs.epochs() - epochs.bestEpoch(),
                epochs.patience());
    validated.put(run.title(), last + lowest);
  }

  /** Told after every batch over which a run's model is measured, after training or meanwhile. */
  Runnable measuring(RunSpec run, long batches) {
    return counting(run, "measuring", batches);
  }

  /** Told after every batch of a validation between two epochs. */
  Runnable validating(RunSpec run, long batches) {
    return counting(run, "validating", batches);
  }

  private Runnable counting(RunSpec run, String what, long batches) {
    AtomicLong measured = new AtomicLong();
    return () -> onBatch(run, what + " " + measured.incrementAndGet() + "/" + batches);
  }

  private synchronized void onBatch(RunSpec run, String state) {
    going.put(run.title(), state);
    show();
  }

  /**
   * A run is finished, perhaps before its last possible step. Its row of the table is said at once.
   */
  synchronized void finished(RunSpec run, long steps, ComparisonRow row) {
    done += steps - doneBy.getOrDefault(run.title(), 0L);
    going.remove(run.title());
    finished++;
    progress.notice(
        String.format(Locale.ROOT, "finished %d/%d: %s", finished, runs, row.summary()));
  }

  private void show() {
    double seconds = (System.nanoTime() - start) / 1e9;
    String states =
        going.entrySet().stream()
            .map(run -> run.getKey() + " " + run.getValue())
            .collect(Collectors.joining(", "));
    String speed =
        tokens == 0 ? "" : String.format(Locale.ROOT, "  %,.0f tokens/s", tokens / seconds);
    progress.update("training", done - earlier, steps - earlier, states + speed);
  }
}
