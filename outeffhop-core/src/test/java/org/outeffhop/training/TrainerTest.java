package org.outeffhop.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.files.Folders;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.ResidentMemory;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

class TrainerTest {
  private static final long MEBIBYTE = 1L << 20;

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    Engine.start();
  }

  @Test
  void aRegressionFindsItsLineTwiceAlike() {
    List<StepResult> first = new ArrayList<>();
    List<StepResult> second = new ArrayList<>();
    float[] solution = fit(400, first);
    assertArrayEquals(solution, fit(400, second));
    assertArrayEquals(new float[] {2, -3, 0.5f}, solution, 1e-3f);
    assertEquals(losses(first), losses(second));
    assertEquals(400, first.get(399).step());
    assertTrue(first.get(399).loss() < 1e-5 * first.get(0).loss());
  }

  @Test
  void microBatchesAreAveraged() {
    try (TensorScope scope = TensorScope.open()) {
      Tensor w = Tensors.of(new float[] {0, 0}, 2).set_requires_grad(true);
      Tensor direction = Tensors.of(new float[] {3, 4}, 2);
      TrainingConfig config = TrainingConfig.adamW(1, 1).schedule(Decay.CONSTANT).accumulate(2);
      Objective objective =
          new Objective() {
            @Override
            public Tensor loss(long step, int microBatch) {
              return w.mul(direction).sum().mul(Tensors.scalar(microBatch)).add(Tensors.scalar(6));
            }

            @Override
            public long tokensPerMicroBatch() {
              return 7;
            }
          };
      StepResult result = new Trainer(Map.of("w", w), objective, config, List.of()).run();
      assertEquals(2.5, result.gradientNorm(), 1e-6);
      assertEquals(6, result.loss());
      assertEquals(14, result.tokens());
    }
  }

  @Test
  void clippingShortensToTheNorm() {
    try (TensorScope scope = TensorScope.open()) {
      Tensor w = Tensors.of(new float[] {3, 4}, 2).set_requires_grad(true);
      w.mul(w).sum().backward();
      assertEquals(10, Gradients.clip(List.of(w), 20), 1e-6);
      assertArrayEquals(new float[] {6, 8}, Tensors.toFloats(w.grad()));
      assertEquals(10, Gradients.clip(List.of(w), 1), 1e-6);
      assertArrayEquals(new float[] {0.6f, 0.8f}, Tensors.toFloats(w.grad()), 1e-6f);
    }
  }

  @Test
  void divergenceNamesTheStep() {
    try (TensorScope scope = TensorScope.open()) {
      Tensor w = Tensors.of(new float[] {1}, 1).set_requires_grad(true);
      Objective objective =
          (step, microBatch) -> w.sum().mul(Tensors.scalar(step < 2 ? 1 : Double.NaN));
      Trainer trainer = new Trainer(Map.of("w", w), objective, Configs.plain(5, 0.25), List.of());
      String message = assertThrows(TrainingDivergedException.class, trainer::run).getMessage();
      assertTrue(
          message.startsWith(
              "training diverged at step 3: the loss is NaN (loss NaN, learning rate 0.25)"),
          message);
    }
  }

  @Test
  void residentMemoryStaysFlat() {
    long[] resident = new long[2];
    train(
        2000,
        result -> {
          if (result.step() == 500) {
            resident[0] = ResidentMemory.bytes();
          }
          resident[1] = ResidentMemory.bytes();
        });
    long growth = (resident[1] - resident[0]) / MEBIBYTE;
    assertTrue(growth < 30, "grew by " + growth + " MiB");
  }

  /** Writing on into a deleted file would lose everything when the run is over. */
  @Test
  void aLogThatIsDeletedEndsTheRun() throws IOException {
    Path file = folder.resolve("runs/one/metrics.jsonl");
    RunDirectory.create(file.getParent());
    try (MetricsLog log = new MetricsLog(file)) {
      log.onStep(new StepResult(1, 2.5, 0.01, 3, 64, 0.5));
      Folders.delete(file.getParent());
      assertEquals(
          file
              + " was deleted while the run was being made, which therefore ends; give the same command again to start the run over",
          assertThrows(
                  IllegalArgumentException.class,
                  () -> log.onStep(new StepResult(2, 2.25, 0.02, 4, 64, 0.25)))
              .getMessage());
    }
    assertTrue(!Files.exists(file.getParent()));
  }

  @Test
  void aRunLeavesItsMetricsAndResult() throws IOException {
    RunDirectory run = RunDirectory.create(folder.resolve("runs/one"));
    try (MetricsLog log = new MetricsLog(run.file("metrics.jsonl"))) {
      log.onStep(new StepResult(1, 2.5, 0.01, 3, 64, 0.5));
      log.onStep(new StepResult(2, 2.25, 0.02, 4, 64, 0.25));
    }
    List<String> lines = Files.readAllLines(run.file("metrics.jsonl"));
    assertEquals(2, lines.size());
    assertEquals(
        "{\"step\":2,\"loss\":2.25,\"learning_rate\":0.02,\"grad_norm\":4.0,"
            + "\"tokens\":64,\"seconds\":0.25,\"resident_bytes\":N}",
        lines.get(1).replaceFirst("\"resident_bytes\":[1-9]\\d*", "\"resident_bytes\":N"));
    assertTrue(!RunDirectory.isComplete(folder.resolve("runs/one")));
    run.writeJson(RunDirectory.RESULT, Configs.plain(3, 0.5));
    JsonNode result = new ObjectMapper().readTree(run.file(RunDirectory.RESULT).toFile());
    assertEquals(0.5, result.get("learningRate").asDouble());
    assertTrue(RunDirectory.isComplete(folder.resolve("runs/one")));
    requireRefused(folder.resolve("runs/one"), "already holds a complete run");
    requireRefused(run.file(RunDirectory.RESULT), "is a file");
  }

  private static void requireRefused(Path path, String why) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> RunDirectory.create(path)).getMessage();
    assertTrue(message.contains(path.toString()) && message.contains(why), message);
  }

  private static List<Double> losses(List<StepResult> results) {
    return results.stream().map(StepResult::loss).toList();
  }

  /** Fits y = 2 a - 3 b + 0.5 from noise-free points. */
  private static float[] fit(long steps, List<StepResult> results) {
    Engine.seed(11);
    try (TensorScope scope = TensorScope.open()) {
      Tensor x = torch.randn(64, 2);
      Tensor line = Tensors.of(new float[] {2, -3}, 1, 2);
      Tensor y = torch.linear(x, line, Tensors.optional(Tensors.of(new float[] {0.5f}, 1)));
      Tensor weight = torch.zeros(1, 2).set_requires_grad(true);
      Tensor bias = torch.zeros(1).set_requires_grad(true);
      Objective objective =
          (step, microBatch) -> torch.mse_loss(torch.linear(x, weight, Tensors.optional(bias)), y);
      TrainingConfig config = TrainingConfig.adamW(steps, 0.1).warmup(10).maxGradNorm(5);
      new Trainer(Map.of("weight", weight, "bias", bias), objective, config, List.of(results::add))
          .run();
      float[] w = Tensors.toFloats(weight);
      return new float[] {w[0], w[1], Tensors.toFloats(bias)[0]};
    }
  }

  /** Trains two layers of 64 x 64 towards 0. */
  private static void train(long steps, TrainingListener listener) {
    Engine.seed(3);
    try (TensorScope scope = TensorScope.open()) {
      Tensor x = torch.randn(32, 64);
      Tensor first = torch.randn(64, 64).set_requires_grad(true);
      Tensor second = torch.randn(64, 64).set_requires_grad(true);
      Objective objective = (step, microBatch) -> x.mm(first).tanh().mm(second).square().mean();
      new Trainer(
              Map.of("first", first, "second", second),
              objective,
              Configs.plain(steps, 1e-3),
              List.of(listener))
          .run();
    }
  }
}
