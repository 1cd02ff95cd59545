package org.outeffhop.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.outeffhop.data.Progress;
import org.outeffhop.data.TextDataset;
import org.outeffhop.tensor.Engine;

/**
 * Makes runs, some at a time, each with its share of the cores. A run's numbers depend on its seed
 * and on the threads of an operation, not on the runs beside it: its weights are drawn while no
 * other's are, and a model with dropout, which draws while it trains, has the process to itself.
 */
final class ParallelRuns {
  private final Execution execution;
  private final List<RunSpec> runs;
  private final Function<RunSpec, TextDataset> preparation;
  private final Progress progress;

  /** What is done for one run. */
  @FunctionalInterface
  interface Work {
    void run(RunSpec run, TextDataset data, ComparisonProgress progress) throws IOException;
  }

  ParallelRuns(
      Execution execution,
      List<RunSpec> runs,
      Function<RunSpec, TextDataset> preparation,
      Progress progress) {
    this.execution = execution;
    this.runs = runs;
    this.preparation = preparation;
    this.progress = progress;
  }

  /** Makes all of them; the first failure ends the others. */
  void run(Work work) {
    Map<ModelKind, TextDataset> data = new EnumMap<>(ModelKind.class);
    for (RunSpec run : runs) {
      data.computeIfAbsent(run.kind(), kind -> preparation.apply(run));
    }
    long steps = runs.stream().mapToLong(run -> run.recipe().training().steps()).sum();
    ComparisonProgress together = new ComparisonProgress(progress, runs.size(), steps);
    int atATime = atATime();
    Engine.share(atATime);
    ExecutorService pool = Executors.newFixedThreadPool(atATime, ParallelRuns::thread);
    try {
      ExecutorCompletionService<RunSpec> results = new ExecutorCompletionService<>(pool);
      List<Future<RunSpec>> futures = new ArrayList<>();
      for (RunSpec run : runs) {
        futures.add(
            results.submit(
                () -> {
                  work.run(run, data.get(run.kind()), together);
                  together.finished(run);
                  return run;
                }));
      }
      for (int i = 0; i < futures.size(); i++) {
        await(results);
      }
    } finally {
      pool.shutdownNow();
      Engine.share(1);
    }
  }

  private int atATime() {
    boolean alone = runs.stream().anyMatch(run -> run.recipe().model().hasDropout());
    return alone ? 1 : Math.min(execution.parallelRuns(), runs.size());
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "pretraining");
    thread.setDaemon(true);
    return thread;
  }

  private static void await(ExecutorCompletionService<RunSpec> results) {
    try {
      results.take().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a run", e);
    } catch (ExecutionException e) {
      rethrow(e.getCause());
    }
  }

  private static void rethrow(Throwable cause) {
    if (cause instanceof IOException io) {
      throw new UncheckedIOException(io.getMessage(), io);
    }
    if (cause instanceof RuntimeException runtime) {
      throw runtime;
    }
    if (cause instanceof Error error) {
      throw error;
    }
    throw new IllegalStateException(cause);
  }
}
