package org.outeffhop.training.resume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that are killed: whenever it happens, the run ends as if nothing had. */
class KilledRunTest {
  private static final int KILLED = 137;
  private static final long SEED = 20_240_404;

  @TempDir private Path folder;

  private record Ended(int code, String out) {}

  private Ended process(String name, long step, int state, long bytes)
      throws IOException, InterruptedException {
    Path err = folder.resolve(name + ".err");
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(KilledTraining.class.getName(), folder.resolve(name).toString()));
    command.addAll(List.of("" + step, "" + state, "" + bytes));
    Process process = new ProcessBuilder(command).redirectError(err.toFile()).start();
    String out =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    int code = process.waitFor();
    assertTrue(code == 0 || code == KILLED, () -> code + ": " + err);
    return new Ended(code, out);
  }

  private long halfStates(String name) throws IOException {
    try (Stream<Path> files =
        Files.list(folder.resolve(name).resolve(TrainingCheckpoints.FOLDER))) {
      return files.filter(file -> file.toString().endsWith(".tmp")).count();
    }
  }

  @Test
  void killedAtRandomStepsAndWhileWritingItEndsAsNeverKilled()
      throws IOException, InterruptedException {
    SplittableRandom random = new SplittableRandom(SEED);
    Ended whole = process("whole", 0, 0, 0);
    assertEquals(0, whole.code());
    long first = random.nextLong(1, 12);
    assertEquals(KILLED, process("killed", first, 0, 0).code(), "at step " + first);
    long bytes = random.nextLong(1, 4000);
    int state = random.nextInt(1, 5);
    assertEquals(KILLED, process("killed", 0, state, bytes).code(), "in state " + state);
    assertEquals(1, halfStates("killed"), "half a state under another name");
    long second = random.nextLong(22, SmallTraining.STEPS);
    assertEquals(KILLED, process("killed", second, 0, 0).code(), "at step " + second);
    Ended resumed = process("killed", 0, 0, 0);
    assertEquals(whole, resumed);
    assertEquals(0, halfStates("killed"));
  }
}
