package org.outeffhop.training.resume;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import org.outeffhop.files.AtomicFile;

/**
 * A process that trains and kills itself, by SIGKILL where there is one: after a step, or in the
 * middle of writing a state. It prints what training came to if it lives that long.
 */
final class KilledTraining {
  private static final CheckpointPolicy EVERY_OTHER = new CheckpointPolicy(2, 0, 2);

  private KilledTraining() {}

  /**
   * Trains.
   *
   * @param args the folder; the step after which the process dies or 0; the state that it dies of,
   *     from 1, or 0; the bytes that it had written of it by then
   */
  public static void main(String[] args) throws IOException {
    long step = Long.parseLong(args[1]);
    int state = Integer.parseInt(args[2]);
    long bytes = Long.parseLong(args[3]);
    int[] written = {0};
    SmallTraining training =
        new SmallTraining(
            Path.of(args[0]),
            EVERY_OTHER,
            (file, content) -> {
              boolean last = ++written[0] == state;
              AtomicFile.writeDurably(
                  file, out -> content.writeTo(last ? new DeadlyStream(out, bytes) : out));
            });
    SmallTraining.Outcome outcome =
        training.run(
            result -> {
              if (result.step() == step) {
                die();
              }
            });
    System.out.println(outcome);
    System.out.println(training.notices);
  }

  /** A stream in which the process dies. */
  private static final class DeadlyStream extends LimitedStream {
    DeadlyStream(OutputStream out, long bytes) {
      super(out, bytes);
    }

    @Override
    void full() throws IOException {
      out.flush();
      die();
    }
  }

  private static void die() {
    try {
      String own = Long.toString(ProcessHandle.current().pid());
      new ProcessBuilder("kill", "-KILL", own).start().waitFor();
      Thread.sleep(Long.MAX_VALUE);
    } catch (IOException e) {
      Runtime.getRuntime().halt(137);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
