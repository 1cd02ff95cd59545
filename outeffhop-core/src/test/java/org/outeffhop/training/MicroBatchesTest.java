package org.outeffhop.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.model.StanHopConfig;
import org.outeffhop.model.StanHopNet;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

class MicroBatchesTest {
  private static final int BATCH = 7;

  /** The net's loss over seven windows and its update, in parts of 2, 2 and 3. */
  @Test
  void unequalPartsTrainAsTheWholeBatchDoes() {
    try (TensorScope scope = TensorScope.open()) {
      Engine.seed(5);
      Tensor x = torch.randn(BATCH, 12, 3);
      Tensor y = torch.randn(BATCH, 5, 3);
      Trained whole = train(x, y, 1);
      Trained parts = train(x, y, 3);
      assertEquals(whole.loss(), parts.loss(), 1e-6);
      assertEquals(whole.norm(), parts.norm(), 1e-5 * whole.norm());
      whole
          .gradients()
          .forEach(
              (name, gradient) ->
                  assertTrue(
                      Tensors.relativeDifference(parts.gradients().get(name), gradient) < 1e-4,
                      name));
    }
  }

  private record Trained(double loss, double norm, Map<String, Tensor> gradients) {}

  /** One update; the gradients, seen while the parameters still have them. */
  private static Trained train(Tensor x, Tensor y, int count) {
    Engine.seed(2);
    MicroBatches parts = new MicroBatches(BATCH, count);
    int[] all = {3, 1, 0, 6, 2, 5, 4};
    TrainingConfig config =
        TrainingConfig.adamW(1, 1e-3).schedule(Decay.CONSTANT).maxGradNorm(0).accumulate(count);
    Map<String, Tensor> gradients = new LinkedHashMap<>();
    double[] seen = new double[2];
    try (StanHopNet net =
        new StanHopNet(
            new StanHopConfig(
                3,
                12,
                5,
                4,
                2,
                2,
                16,
                2,
                2,
                24,
                0,
                AttentionConfig.opt(AttentionMethod.OUTEFFHOP)))) {
      new Trainer(
              net.parameters().asMap(),
              (step, part) -> {
                int[] chosen = parts.of(all, part);
                Tensor index = Tensors.ofIndices(chosen, chosen.length);
                return parts.weighted(
                    net.loss(
                        x.index_select(0, index),
                        y.index_select(0, index),
                        ForwardContext.EVALUATION),
                    chosen.length);
              },
              config,
              List.of(
                  result -> {
                    seen[0] = result.loss();
                    seen[1] = result.gradientNorm();
                    net.parameters()
                        .asMap()
                        .forEach((name, value) -> gradients.put(name, value.grad().clone()));
                  }))
          .run();
      return new Trained(seen[0], seen[1], gradients);
    }
  }

  @Test
  void everyWindowIsInOnePart() {
    MicroBatches parts = new MicroBatches(BATCH, 3);
    int[] all = {3, 1, 0, 6, 2, 5, 4};
    assertArrayEquals(new int[] {3, 1}, parts.of(all, 0));
    assertArrayEquals(new int[] {0, 6}, parts.of(all, 1));
    assertArrayEquals(new int[] {2, 5, 4}, parts.of(all, 2));
  }
}
