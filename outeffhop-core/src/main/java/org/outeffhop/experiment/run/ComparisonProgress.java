package org.outeffhop.experiment.run;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.outeffhop.data.Progress;
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
  private int finished;
  private long done;
  private long earlier;
  private long tokens;

  /**
   * At the beginning.
   *
   * @param runs that are to be made
   * @param steps of all of them
   */
  public ComparisonProgress(Progress progress, int runs, long steps) {
    this.progress = progress;
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
    notice(run, String.format(Locale.ROOT, "goes on after step %,d", updates));
  }

  private static void requireNotInterrupted(RunSpec run) {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException("interrupted at " + run.title());
    }
  }

  private synchronized void updated(RunSpec run, StepResult step) {
    done++;
    doneBy.put(run.title(), step.step());
    tokens += step.tokens();
    going.put(run.title(), String.format(Locale.ROOT, "loss %.3g", step.loss()));
    show();
  }

  /**
   * Told after every batch over which a run's model is measured; it ends the run of a thread that
   * was interrupted.
   */
  Runnable measuring(RunSpec run, long batches) {
    AtomicLong measured = new AtomicLong();
    return () -> {
      requireNotInterrupted(run);
      onBatch(run, measured.incrementAndGet(), batches);
    };
  }

  private synchronized void onBatch(RunSpec run, long measured, long batches) {
    going.put(run.title(), "measuring " + measured + "/" + batches);
    show();
  }

  /** A run is finished, perhaps before its last possible step. */
  synchronized void finished(RunSpec run, long steps) {
    done += steps - doneBy.getOrDefault(run.title(), 0L);
    going.remove(run.title());
    finished++;
    progress.notice("finished %d/%d: %s".formatted(finished, runs, run.title()));
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
