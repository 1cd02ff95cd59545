package org.outeffhop.experiment.resume;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A process that trains into a folder; what it prints goes to a file beside it. */
final class TrainingProcess {
  private static final long POLL_MILLISECONDS = 1;
  private static final int LAST_LINES = 5;

  /** The exit code of a killed process: 128 + SIGKILL where there are signals, 1 on Windows. */
  private static final int KILLED = File.separatorChar == '/' ? 128 + 9 : 1;

  private final Process process;
  private final Path log;
  private final long start = System.nanoTime();

  TrainingProcess(List<String> command, Path log) throws IOException {
    this.log = log;
    process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
  }

  /**
   * Kills it by SIGKILL when something has happened.
   *
   * @return false if it ended by itself before
   * @throws IOException if it ended by itself with an error
   */
  boolean killWhen(BooleanSupplier happened) throws IOException, InterruptedException {
    try {
      while (!happened.getAsBoolean()) {
        if (process.waitFor(POLL_MILLISECONDS, TimeUnit.MILLISECONDS)) {
          requireSuccess();
          return false;
        }
      }
      if (process.destroyForcibly().waitFor() == KILLED) {
        return true;
      }
      requireSuccess();
      return false;
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  /** Waits for its end. */
  void end() throws IOException, InterruptedException {
    try {
      process.waitFor();
      requireSuccess();
    } finally {
      process.destroyForcibly();
    }
  }

  double seconds() {
    return (System.nanoTime() - start) / 1e9;
  }

  private void requireSuccess() throws IOException {
    if (process.exitValue() != 0) {
      List<String> lines = Files.readAllLines(log);
      throw new IOException(
          "the training process ended with code %d: %s"
              .formatted(
                  process.exitValue(),
                  String.join(
                      " / ", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()))));
    }
  }
}
