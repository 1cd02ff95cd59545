package org.outeffhop.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.outeffhop.progress.Progress;

/** Starts processes that train, one after the other, and counts how they end. */
final class StartStress {
  private static final long LONGEST_DELAY_MILLISECONDS = 300;
  private static final int TERMINATED = 143;

  private final int starts;
  private final SplittableRandom random;
  private final Progress progress;

  StartStress(int starts, long seed, Progress progress) {
    if (starts < 1) {
      throw new IllegalArgumentException("starts is " + starts + "; it must be at least 1");
    }
    this.starts = starts;
    this.progress = progress;
    random = new SplittableRandom(seed);
  }

  /**
   * How the processes of one way ended.
   *
   * @param codes exit code by how often; 134 and 139 are a crash in native code
   */
  record Row(TrainingStart.Ending ending, int starts, Map<Integer, Integer> codes) {
    /** Those that ended otherwise than they should. */
    int crashes() {
      int right = ending == TrainingStart.Ending.FINISH ? 0 : TERMINATED;
      return starts - codes.getOrDefault(right, 0);
    }
  }

  /** A row for each way to end. */
  List<Row> run() throws IOException, InterruptedException {
    List<Row> rows = new ArrayList<>();
    for (TrainingStart.Ending ending : TrainingStart.Ending.values()) {
      rows.add(row(ending));
    }
    return rows;
  }

  Row row(TrainingStart.Ending ending) throws IOException, InterruptedException {
    Map<Integer, Integer> codes = new TreeMap<>();
    for (int i = 0; i < starts; i++) {
      progress.update("starts, " + ending, i, starts);
      codes.merge(start(ending), 1, Integer::sum);
    }
    return new Row(ending, starts, codes);
  }

  /** The exit code of one process. */
  private int start(TrainingStart.Ending ending) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(JavaProcess.command(TrainingStart.class, List.of(ending.name())))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      out.readLine();
      if (ending != TrainingStart.Ending.FINISH) {
        TimeUnit.MILLISECONDS.sleep(random.nextLong(LONGEST_DELAY_MILLISECONDS));
        process.destroy();
      }
      return process.waitFor();
    } finally {
      process.destroyForcibly();
    }
  }
}
