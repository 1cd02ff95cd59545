package org.outeffhop.experiment.resume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is read from a folder while another process writes into it. */
class TrainedFolderTest {
  @TempDir private Path folder;

  private Path run(String name, String log) throws IOException {
    Path run = Files.createDirectories(folder.resolve(name));
    Files.writeString(run.resolve("metrics.jsonl"), log);
    return run;
  }

  @Test
  void runsAreTheFoldersWithALog() throws IOException {
    assertEquals(List.of(), new TrainedFolder(folder.resolve("none")).runs());
    Path b = run("b", "{\"step\":3}\n");
    Path a = run("a", "{\"step\":1}\n{\"step\":2}\n");
    Files.createDirectories(folder.resolve("cache"));
    Files.writeString(folder.resolve("metrics.jsonl"), "");
    TrainedFolder trained = new TrainedFolder(folder);
    assertEquals(List.of(a, b), trained.runs());
    assertEquals(5, trained.steps());
  }

  /** A line may be half there, and the log empty. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "0 | ~~",
        "0 | {\"st",
        "1 | {\"step\":1}",
        "2 | {\"step\":1};{\"step\":2}",
        "2 | {\"step\":2};{\"step\":3,\"lo",
        "0 | {\"loss\":0.5}",
        "0 | {\"step\":2};{\"step\":3,\"details\":{\"mae\":1}",
      })
  void theLastStepIsThatOfTheLastWholeLine(long step, String lines) throws IOException {
    assertEquals(step, TrainedFolder.lastStep(run("a", lines.replace(';', '\n'))));
  }

  @Test
  void checkpointsWithATemporaryNameAreHalfWritten() throws IOException {
    TrainedFolder trained = new TrainedFolder(folder);
    Path states = run("a", "").resolve("checkpoints");
    run("b", "");
    assertEquals(0, trained.halfWritten());
    Files.createDirectories(states);
    Files.writeString(states.resolve("step-4.safetensors"), "");
    assertEquals(0, trained.halfWritten());
    Files.writeString(states.resolve("step-8.safetensors.1234.tmp"), "");
    assertEquals(1, trained.halfWritten());
  }

  @Test
  void lossesAreTheLogWithoutTimesAndMemory() throws IOException {
    String log = "{\"step\":1,\"loss\":0.5,\"seconds\":%d,\"resident_bytes\":%d}\n{\"step\":2}\n";
    String losses = TrainedFolder.losses(run("a", log.formatted(1, 2)));
    assertEquals(losses, TrainedFolder.losses(run("b", log.formatted(30, 40))));
    assertNotEquals(
        losses, TrainedFolder.losses(run("c", log.formatted(1, 2).replace("0.5", "0.6"))));
    assertNotEquals(losses, TrainedFolder.losses(run("d", "{\"step\":1,\"loss\":0.5}\n")));
  }

  /** Of the eight bytes of the length, 3, and of "abc"; computed outside Java. */
  @Test
  void weightsAreTheFilesSum() throws IOException {
    Path run = run("a", "");
    assertThrows(NoSuchFileException.class, () -> TrainedFolder.weights(run));
    Files.write(run.resolve("model.safetensors"), "abc".getBytes(StandardCharsets.US_ASCII));
    assertEquals(
        "c3494ca1a2cf8eeb8a11ded316fb55b83c3bbbedb6313cd50415251e5d09e12f",
        TrainedFolder.weights(run));
  }
}
