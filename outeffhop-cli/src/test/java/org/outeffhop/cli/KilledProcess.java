package org.outeffhop.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * Processes that are killed by SIGKILL at random moments: any time from when a third of what an
 * undisturbed one takes is over until it has ended.
 */
final class KilledProcess {
  private final List<String> options;
  private final Class<?> main;
  private final SplittableRandom moments;
  private long milliseconds;

  /**
   * None yet.
   *
   * @param options of Java, besides those of this process
   */
  KilledProcess(Class<?> main, long seed, String... options) {
    this.main = main;
    this.options = List.of(options);
    moments = new SplittableRandom(seed);
  }

  /** Lets one end by itself and returns its exit code. */
  int undisturbed(Path log, String... arguments) throws IOException, InterruptedException {
    long start = System.nanoTime();
    int code = start(log, arguments).waitFor();
    milliseconds = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    return code;
  }

  /** Kills one, unless it ends before. */
  void killed(Path log, String... arguments) throws IOException, InterruptedException {
    Process process = start(log, arguments);
    try {
      process.waitFor((long) (milliseconds * moments.nextDouble(0.33, 1.1)), TimeUnit.MILLISECONDS);
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private Process start(Path log, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(JavaProcess.command(main, List.of(arguments)));
    command.addAll(1, options);
    command.add(1, "-XX:TieredStopAtLevel=1");
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }
}
