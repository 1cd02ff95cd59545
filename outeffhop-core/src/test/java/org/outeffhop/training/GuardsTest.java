package org.outeffhop.training;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.files.FolderLock;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;
import org.outeffhop.training.resume.CheckpointPolicy;
import org.outeffhop.training.resume.TrainingCheckpoints;

class GuardsTest {
  private static final long MEBIBYTE = 1L << 20;

  @TempDir private Path folder;

  private static StepResult step(long step, double loss) {
    return new StepResult(step, loss, 0.5, 1, 0, 0.1);
  }

  @Test
  void aLossThatIsNoNumberNamesTheModuleAndTheLastGoodCheckpoint() {
    Engine.start();
    try (TensorScope scope = TensorScope.open()) {
      Tensor w = Tensors.of(new float[] {1}, 1).set_requires_grad(true);
      Objective objective =
          new SearchedObjective(
              probe ->
                  (step, part) -> {
                    Tensor first = probe.at("first", w.mul(Tensors.scalar(2)));
                    double factor = step < 3 ? 1 : Double.POSITIVE_INFINITY;
                    Tensor second = probe.at("second", first.mul(Tensors.scalar(factor)));
                    return probe.at("third", second.sub(second.detach().mul(Tensors.scalar(2))));
                  });
      Trainer trainer =
          new Trainer(
              Map.of("w", w),
              objective,
              Configs.plain(5, 0.25),
              List.of(),
              Optional.of(
                  new TrainingCheckpoints(folder, new CheckpointPolicy(2, 0, 1), notice -> {})));
      String message = assertThrows(TrainingDivergedException.class, trainer::run).getMessage();
      assertTrue(message.startsWith("training diverged at step 4: the loss is NaN"), message);
      assertTrue(message.contains("learning rate 0.25"), message);
      assertTrue(message.contains("the first module with a non-finite output is second;"), message);
      Path good = folder.resolve("checkpoints/step-000000003.safetensors");
      assertTrue(message.endsWith("The last good checkpoint is " + good), message);
      assertTrue(Files.exists(good));
    }
  }

  @Test
  void aGradientThatIsNoNumberNamesItsParameter() {
    Engine.start();
    try (TensorScope scope = TensorScope.open()) {
      Tensor w = Tensors.of(new float[] {0}, 1).set_requires_grad(true);
      Trainer trainer =
          new Trainer(
              Map.of("w", w), (step, part) -> torch.sqrt(w).sum(), Configs.plain(5, 1), List.of());
      String message = assertThrows(TrainingDivergedException.class, trainer::run).getMessage();
      assertTrue(message.contains("the norm of the gradient is Infinity"), message);
      assertTrue(message.contains("the first non-finite gradient is that of w;"), message);
    }
  }

  @Test
  void anExplodingLossEndsTrainingAndKeepsNoState() {
    ExplosionGuard guard = new ExplosionGuard();
    guard.onStep(step(1, 2));
    guard.onStep(step(2, 21));
    assertFalse(guard.isSound());
    guard.onStep(step(3, 19));
    assertTrue(guard.isSound());
    for (int i = 4; i < 13; i++) {
      guard.onStep(step(i, 30));
    }
    String message =
        assertThrows(TrainingDivergedException.class, () -> guard.onStep(step(13, 40)))
            .getMessage();
    assertTrue(
        message.contains(
            "step 13: the loss has been above 20.0 for 10 updates; it was 2.0 at first"),
        message);
  }

  @Test
  void aLossThatBeginsAtNothingMayRise() {
    ExplosionGuard guard = new ExplosionGuard();
    guard.onStep(step(1, 0));
    for (int i = 2; i < 40; i++) {
      guard.onStep(step(i, 0.9));
    }
    assertTrue(guard.isSound());
    for (int i = 40; i < 49; i++) {
      guard.onStep(step(i, 1.1));
    }
    assertThrows(TrainingDivergedException.class, () -> guard.onStep(step(49, 1.1)));
  }

  private static List<String> warnings(LongStream resident) {
    List<String> warnings = new ArrayList<>();
    long[] bytes = resident.toArray();
    int[] next = {0};
    MemoryGuard guard = new MemoryGuard(() -> bytes[next[0]++], 10, warnings::add);
    for (int i = 1; i <= bytes.length; i++) {
      guard.onStep(step(i, 1));
    }
    return warnings;
  }

  @Test
  void memoryThatGrowsSteadilyIsToldOfOnceWithItsSlope() {
    assertEquals(
        List.of("memory use grows steadily, by 2.00 MiB per step: 1,120 MiB at step 70"),
        warnings(LongStream.range(0, 300).map(i -> (1000 + 2 * i) * MEBIBYTE)));
    assertEquals(
        List.of(),
        warnings(LongStream.range(0, 300).map(i -> (1000 + 500 * (i % 25)) * MEBIBYTE)),
        "up and down");
    assertEquals(
        List.of(),
        warnings(LongStream.range(0, 300).map(i -> (Math.min(i, 25) * 100) * MEBIBYTE)),
        "caches fill, and then it stays");
  }

  private String otherProcess() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                OtherProcess.class.getName(),
                folder.toString())
            .start();
    String said =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertEquals(0, process.waitFor());
    return said;
  }

  @Test
  void aFolderIsOneProcessesAtATime() throws IOException, InterruptedException {
    String wait = "; wait for it or choose another folder";
    try (FolderLock lock = FolderLock.take(folder)) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> FolderLock.take(folder)).getMessage();
      assertEquals(folder + " is in use by this process" + wait, message);
      assertEquals(
          folder + " is in use by process " + ProcessHandle.current().pid() + wait, otherProcess());
    }
    assertEquals("taken", otherProcess());
    assertDoesNotThrow(() -> FolderLock.take(folder).close());
  }

  @Test
  void aFolderThatCannotBeWrittenIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    String message =
        assertThrows(IllegalArgumentException.class, () -> FolderLock.take(file)).getMessage();
    assertTrue(message.startsWith("the folder " + file + " is not writable: "), message);
  }
}
