package org.outeffhop.experiment.resume;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.outeffhop.experiment.result.ResumeResult;
import org.outeffhop.experiment.result.ResumeResult.Kill;
import org.outeffhop.experiment.result.ResumeResult.Pair;
import org.outeffhop.experiment.result.ResumeResult.Run;
import org.outeffhop.progress.Progress;
import org.outeffhop.training.FieldCheck;

/**
 * Makes a comparison twice, once undisturbed and once by processes that are killed, and compares
 * losses and weights bit for bit. Every other process is killed while it writes a checkpoint.
 */
public final class ResumeVerification {
  private final Function<Path, List<String>> command;
  private final Path folder;
  private final int kills;
  private final long seed;

  /**
   * A verification that is still to be made.
   *
   * @param command of a process that makes the comparison in a folder
   * @param folder for both comparisons; it holds neither
   * @param kills how many, at least 1
   * @param seed of the steps at which processes are killed
   */
  public ResumeVerification(
      Function<Path, List<String>> command, Path folder, int kills, long seed) {
    FieldCheck.atLeastOne("kills", kills);
    this.command = command;
    this.folder = folder;
    this.kills = kills;
    this.seed = seed;
  }

  /** Makes it. */
  public ResumeResult run(Progress progress) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    TrainedFolder unkilled = new TrainedFolder(folder.resolve("unkilled"));
    TrainedFolder killed = new TrainedFolder(folder.resolve("killed"));
    progress.update("processes", 0, kills + 2);
    start(unkilled, "unkilled.log").end();
    long[] steps = killSteps(unkilled.steps());
    List<Kill> made = new ArrayList<>();
    for (int i = 0; i < kills; i++) {
      progress.update("processes", i + 1, kills + 2);
      boolean writing = i % 2 == 1;
      long step = steps[i];
      TrainingProcess process = start(killed, "killed-" + (i + 1) + ".log");
      if (process.killWhen(
          () -> killed.steps() >= step && (!writing || killed.halfWritten() > 0))) {
        made.add(kill(killed, step, writing, process.seconds()));
      }
    }
    progress.update("processes", kills + 1, kills + 2);
    start(killed, "killed-end.log").end();
    progress.update("processes", kills + 2, kills + 2);
    return new ResumeResult(made, compared(unkilled, killed));
  }

  private TrainingProcess start(TrainedFolder out, String log) throws IOException {
    return new TrainingProcess(command.apply(out.folder()), folder.resolve(log));
  }

  /** Ascending, so that each process has something to do before it is killed. */
  private long[] killSteps(long all) {
    return new SplittableRandom(seed).longs(kills, 1, Math.max(2, all)).sorted().toArray();
  }

  private static Kill kill(TrainedFolder killed, long step, boolean writing, double seconds) {
    List<String> steps =
        killed.runs().stream()
            .map(run -> run.getFileName() + " " + TrainedFolder.lastStep(run))
            .toList();
    String moment =
        String.format(Locale.ROOT, "step %d of all runs", step)
            + (writing ? ", while writing" : "");
    return new Kill(moment, steps, killed.halfWritten(), seconds);
  }

  private static List<Run> compared(TrainedFolder unkilled, TrainedFolder killed)
      throws IOException {
    List<Run> runs = new ArrayList<>();
    for (Path run : unkilled.runs()) {
      Path other = killed.folder().resolve(run.getFileName());
      runs.add(
          new Run(
              run.getFileName().toString(),
              TrainedFolder.lastStep(run),
              new Pair(TrainedFolder.losses(run), TrainedFolder.losses(other)),
              new Pair(TrainedFolder.weights(run), TrainedFolder.weights(other))));
    }
    return runs;
  }
}
