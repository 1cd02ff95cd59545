package org.outeffhop.experiment.resume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes, of a shell, that end by themselves, fail or are killed. */
class TrainingProcessTest {
  private static final String SEVEN_LINES =
      "for i in 1 2 3 4 5; do echo line $i; done\necho line 6 >&2\necho line 7\nexit 3\n";

  @TempDir private Path folder;
  private Path log;
  private Set<ProcessHandle> before;

  @BeforeEach
  void place() {
    log = folder.resolve("log");
    before = children();
  }

  private static Set<ProcessHandle> children() {
    return ProcessHandle.current().children().collect(Collectors.toSet());
  }

  /** Whether a process that was started here is alive. */
  private boolean running() {
    return children().stream().anyMatch(child -> !before.contains(child) && child.isAlive());
  }

  private TrainingProcess start(String script) throws IOException {
    return new TrainingProcess(Scripts.command(script, folder.toString()), log);
  }

  @Test
  void itsEndIsWaitedForAndWhatItPrintsIsKept() throws Exception {
    start("echo said\necho complained >&2\necho done >\"$1/result\"\n").end();
    assertEquals("said\ncomplained\n", Files.readString(log));
    assertEquals("done\n", Files.readString(folder.resolve("result")));
  }

  @Test
  void aFailureHasItsCodeAndItsLastLines() throws Exception {
    String expected =
        "the training process ended with code 3: line 3 / line 4 / line 5 / line 6 / line 7";
    TrainingProcess ended = start(SEVEN_LINES);
    assertEquals(expected, assertThrows(IOException.class, ended::end).getMessage());
    TrainingProcess watched = start(SEVEN_LINES);
    assertEquals(
        expected,
        assertThrows(IOException.class, () -> watched.killWhen(() -> false)).getMessage());
    TrainingProcess silent = start("exit 7\n");
    assertEquals(
        "the training process ended with code 7: ",
        assertThrows(IOException.class, silent::end).getMessage());
  }

  @Test
  void itIsKilledWhenSomethingHasHappened() throws Exception {
    TrainingProcess process = start("echo begun >\"$1/begun\"\n" + Scripts.FOREVER);
    assertTrue(process.killWhen(() -> Files.exists(folder.resolve("begun"))));
    assertFalse(running());
    assertTrue(process.seconds() > 0);
  }

  @Test
  void oneThatEndsBeforeIsNotKilled() throws Exception {
    assertFalse(start("exit 0\n").killWhen(() -> false));
  }

  /** It ends between a look at it and the one at what has happened. */
  @Test
  void oneThatEndsJustBeforeTheKillIsNotKilledEither() throws Exception {
    assertFalse(start("exit 0\n").killWhen(this::hasEnded));
    TrainingProcess failing = start("echo why\nexit 4\n");
    assertEquals(
        "the training process ended with code 4: why",
        assertThrows(IOException.class, () -> failing.killWhen(this::hasEnded)).getMessage());
  }

  private boolean hasEnded() {
    while (running()) {
      Thread.onSpinWait();
    }
    return true;
  }

  @Test
  void itDoesNotOutliveAFailedWatch() throws Exception {
    TrainingProcess process = start(Scripts.FOREVER);
    assertThrows(
        IllegalStateException.class,
        () ->
            process.killWhen(
                () -> {
                  throw new IllegalStateException("the folder cannot be read");
                }));
    assertFalse(running());
  }
}
