package org.outeffhop.experiment.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.ObjLongConsumer;
import org.outeffhop.experiment.result.ComparisonRow;
import org.outeffhop.machine.ProcessMemory;
import org.outeffhop.model.ModelType;
import org.outeffhop.progress.Progress;
import org.outeffhop.tensor.Engine;

/**
 * Makes runs, some at a time, each with its share of the cores. A run's numbers depend on its seed
 * and on the threads of an operation, not on the runs beside it: its weights are drawn while no
 * other's are, and a model with dropout, which draws while it trains, has the process to itself.
 */
public final class ParallelRuns {
  private final Execution execution;
  private final List<RunSpec> all;
  private final List<RunSpec> runs;
  private final Map<ModelType, Workload> workloads;
  private final Progress progress;

  /** What is done for one run. */
  @FunctionalInterface
  public interface Work {
    /** Does it, and says what the run measured. */
    ComparisonRow run(RunSpec run, PreparedWorkload workload, ComparisonProgress progress)
        throws IOException;
  }

  /**
   * Runs that are still to be made.
   *
   * @param all of a comparison, also those that were made: they decide how many go on at a time and
   *     with how many threads, so that a run that is taken up again computes as it did
   * @param workloads by the kind of model; those of the runs are prepared
   */
  public ParallelRuns(
      Execution execution,
      List<RunSpec> all,
      List<RunSpec> runs,
      Map<ModelType, Workload> workloads,
      Progress progress) {
    this.execution = execution;
    this.all = all;
    this.runs = runs;
    this.workloads = workloads;
    this.progress = progress;
  }

  /** Makes all of them; the first failure ends the others. */
  public void run(Work work) throws IOException {
    Map<ModelType, PreparedWorkload> prepared = new EnumMap<>(ModelType.class);
    requireRoom(
        (run, available) ->
            workloads.get(run.recipe().type()).requireRoom(run, atATime(), available));
    try {
      for (RunSpec run : runs) {
        ModelType kind = run.recipe().type();
        if (!prepared.containsKey(kind)) {
          prepared.put(kind, workloads.get(kind).prepare(progress));
        }
      }
      requireRoom(
          (run, available) ->
              prepared.get(run.recipe().type()).memory(run).need(atATime()).requireRoom(available));
      run(work, prepared);
    } finally {
      prepared.values().forEach(PreparedWorkload::close);
    }
  }

  private void run(Work work, Map<ModelType, PreparedWorkload> prepared) {
    long steps = runs.stream().mapToLong(run -> prepared.get(run.recipe().type()).steps()).sum();
    ComparisonProgress together =
        new ComparisonProgress(progress, all.size() - runs.size(), all.size(), steps);
    int atATime = atATime();
    Engine.share(atATime);
    ExecutorService pool = Executors.newFixedThreadPool(atATime, ParallelRuns::thread);
    try {
      ExecutorCompletionService<RunSpec> results = new ExecutorCompletionService<>(pool);
      List<Future<RunSpec>> futures = new ArrayList<>();
      for (RunSpec run : runs) {
        PreparedWorkload workload = prepared.get(run.recipe().type());
        futures.add(
            results.submit(
                () -> {
                  ComparisonRow row = work.run(run, workload, together);
                  together.finished(run, workload.steps(), row);
                  return run;
                }));
      }
      for (int i = 0; i < futures.size(); i++) {
        await(results);
      }
    } finally {
      end(pool);
      Engine.share(1);
    }
  }

  /** Checks one run of each model and method; seeds change nothing. */
  private void requireRoom(ObjLongConsumer<RunSpec> check) {
    if (!execution.isOnCpu()) {
      return;
    }
    Set<String> seen = new HashSet<>();
    for (RunSpec run : runs) {
      if (seen.add(run.recipe().type() + " " + run.method())) {
        check.accept(run, ProcessMemory.roomForTensors());
      }
    }
  }

  /** Interrupts what still runs and waits for it: it uses data that are freed next. */
  private static void end(ExecutorService pool) {
    pool.shutdownNow();
    boolean interrupted = false;
    while (!pool.isTerminated()) {
      try {
        pool.awaitTermination(1, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private int atATime() {
    boolean alone = all.stream().anyMatch(run -> run.recipe().hasDropout());
    return alone ? 1 : Math.min(execution.parallelRuns(), all.size());
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "training");
    thread.setDaemon(true);
    return thread;
  }

  private static void await(ExecutorCompletionService<RunSpec> results) {
    try {
      results.take().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted(e);
    } catch (ExecutionException e) {
      rethrow(e.getCause());
    }
  }

  private static CancellationException interrupted(InterruptedException cause) {
    CancellationException end =
        new CancellationException("interrupted; give the same command again to continue");
    end.initCause(cause);
    return end;
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
