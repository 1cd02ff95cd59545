package org.outeffhop.training.resume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.files.AtomicFile;
import org.outeffhop.fuzz.Fuzz;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;
import org.outeffhop.training.TrainingListener;

class TrainingCheckpointsTest {
  private static final CheckpointPolicy EVERY_THIRD = new CheckpointPolicy(2, 0, 3);

  @TempDir private Path folder;

  private SmallTraining training(String name, CheckpointPolicy policy) {
    return new SmallTraining(folder.resolve(name), policy, AtomicFile::writeDurably);
  }

  private SmallTraining.Outcome whole() throws IOException {
    SmallTraining.Outcome outcome = training("whole", EVERY_THIRD).run(step -> {});
    assertEquals(SmallTraining.STEPS, outcome.steps());
    return outcome;
  }

  private static TrainingListener stopAt(long step) {
    return result -> {
      if (result.step() == step) {
        throw new IllegalStateException("stopped");
      }
    };
  }

  private void stop(SmallTraining training, long step) {
    assertThrows(IllegalStateException.class, () -> training.run(stopAt(step)));
  }

  private List<String> states(String name) throws IOException {
    try (Stream<Path> files =
        Files.list(folder.resolve(name).resolve(TrainingCheckpoints.FOLDER))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aRunThatStoppedAnywhereEndsAsOneThatDidNot() throws IOException {
    SmallTraining.Outcome whole = whole();
    for (int step = 1; step <= SmallTraining.STEPS; step += 4) {
      SmallTraining training = training("stopped-" + step, EVERY_THIRD);
      stop(training, step);
      assertEquals(whole, training.run(result -> {}), "stopped at step " + step);
      assertEquals(whole, training.run(result -> {}), "run again after its end");
    }
  }

  @Test
  void theNewestStatesAreKept() throws IOException {
    SmallTraining training = training("kept", new CheckpointPolicy(3, 0, 4));
    stop(training, 22);
    assertEquals(
        List.of(
            "step-000000012.safetensors",
            "step-000000016.safetensors",
            "step-000000020.safetensors"),
        states("kept"));
  }

  @Test
  void anInterruptedThreadWritesItsStateAfterTheStep() throws IOException {
    SmallTraining training = training("interrupted", new CheckpointPolicy(2, 0, 0));
    String message =
        assertThrows(
                CancellationException.class,
                () ->
                    training.run(
                        result -> {
                          if (result.step() == 13) {
                            Thread.currentThread().interrupt();
                          }
                        }))
            .getMessage();
    assertTrue(Thread.interrupted());
    assertEquals("interrupted at step 13; the checkpoint is written", message);
    assertEquals(List.of("step-000000013.safetensors"), states("interrupted"));
    long[] first = {0};
    training.run(result -> first[0] = first[0] == 0 ? result.step() : first[0]);
    assertEquals(14, first[0]);
  }

  /** With dropout, which has drawn for the first of two micro-batches of the 13th step. */
  @Test
  void aThreadThatIsInterruptedBetweenMicroBatchesWritesItsStateBeforeTheStep() throws IOException {
    SmallTraining.Outcome whole = whole();
    SmallTraining training = training("between", new CheckpointPolicy(2, 0, 0));
    training.beforePart =
        (step, part) -> {
          if (step == 12 && part == 0) {
            Thread.currentThread().interrupt();
          }
        };
    String message =
        assertThrows(CancellationException.class, () -> training.run(result -> {})).getMessage();
    assertTrue(Thread.interrupted());
    assertEquals("interrupted at step 12; the checkpoint is written", message);
    assertEquals(List.of("step-000000012.safetensors"), states("between"));
    training.beforePart = (step, part) -> {};
    assertEquals(whole, training.run(result -> {}));
  }

  @Test
  void aDamagedStateIsToldOfAndTheOneBeforeUsed() throws IOException {
    SmallTraining.Outcome whole = whole();
    SmallTraining training = training("damaged", new CheckpointPolicy(1, 0, 5));
    SmallTraining before = training("damaged", EVERY_THIRD);
    stop(before, 14);
    Path last = folder.resolve("damaged/checkpoints/step-000000012.safetensors");
    byte[] bytes = Files.readAllBytes(last);
    bytes[bytes.length - 5] ^= 1;
    Files.write(last, bytes);
    stop(training, 11);
    assertTrue(
        training
            .notices
            .get(0)
            .matches(
                ".*step-000000012.safetensors is damaged: its checksum .*previous checkpoint is"
                    + " used.*"),
        training.notices::toString);
    assertEquals(List.of("step-000000010.safetensors"), states("damaged"));
    assertEquals(whole, training.run(result -> {}));
  }

  @Test
  void aTruncatedStateIsDamagedToo() throws IOException {
    SmallTraining training = training("short", EVERY_THIRD);
    stop(training, 8);
    Path last = folder.resolve("short/checkpoints/step-000000006.safetensors");
    byte[] bytes = Files.readAllBytes(last);
    Files.write(last, Arrays.copyOf(bytes, bytes.length / 2));
    long[] first = {0};
    training.run(result -> first[0] = first[0] == 0 ? result.step() : first[0]);
    assertEquals(4, first[0]);
    assertTrue(training.notices.get(0).contains("step-000000006"), training.notices::toString);
  }

  @Test
  void aFullDiskLeavesTheStatesBeforeAndTrainingGoesOn() throws IOException {
    SmallTraining.Outcome whole = whole();
    int[] written = {0};
    SmallTraining training =
        new SmallTraining(
            folder.resolve("full"),
            EVERY_THIRD,
            (file, content) -> {
              boolean full = ++written[0] > 2;
              AtomicFile.writeDurably(
                  file, out -> content.writeTo(full ? new LimitedStream(out, 1000) : out));
            });
    assertEquals(whole, training.run(result -> {}));
    assertEquals(
        "cannot write the checkpoint of step 9 to "
            + folder.resolve("full/checkpoints")
            + ": No space left on device; the one of step 6 remains",
        training.notices.get(0));
    assertEquals(
        List.of("step-000000003.safetensors", "step-000000006.safetensors"), states("full"));
  }

  @Test
  void aLogThatIsShorterThanItWasIsRefused() throws IOException {
    SmallTraining training = training("log", EVERY_THIRD);
    stop(training, 8);
    Files.writeString(folder.resolve("log/metrics.jsonl"), "{}\n");
    String message =
        assertThrows(IllegalArgumentException.class, () -> training.run(result -> {})).getMessage();
    assertTrue(message.contains("metrics.jsonl has 3 bytes, but had "), message);
    assertTrue(message.contains("step-000000006.safetensors does not fit this run"), message);
  }

  @Test
  void theStatesOfAFinishedRunAreDeletedAndNothingElse() throws IOException {
    SmallTraining training = training("done", EVERY_THIRD);
    training.run(result -> {});
    Files.writeString(folder.resolve("done/checkpoints/x.tmp"), "half");
    TrainingCheckpoints.delete(folder.resolve("done"));
    assertFalse(Files.exists(folder.resolve("done/checkpoints")));
    assertTrue(Files.exists(folder.resolve("done/metrics.jsonl")));
  }

  @Test
  void damagedStatesAreReportedAndSkipped() throws IOException {
    TrainingCheckpoints checkpoints =
        new TrainingCheckpoints(folder, new CheckpointPolicy(1, 0, 1), message -> {});
    TrainingState wanted = new TrainingState(1);
    try (TensorScope scope = TensorScope.open()) {
      wanted.put("weights", Tensors.of(new float[] {1, 2, 3, 4}, 2, 2));
      Path file = folder.resolve("state.safetensors");
      AtomicFile.write(file, StateFile.content(file, wanted));
      Fuzz.file(file, StateFile::read);
      Path newest =
          folder.resolve(TrainingCheckpoints.FOLDER).resolve("step-000000001.safetensors");
      Files.createDirectories(newest.getParent());
      Files.copy(file, newest);
      assertEquals(0, checkpoints.restore(List.of()), "the last mutation is no state");
    }
  }
}
