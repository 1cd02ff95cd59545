package org.outeffhop.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.Probe;
import org.outeffhop.tensor.TensorScope;

/**
 * Without a probe StanHopNet multiplies in another order than with one, where that takes fewer
 * multiplications: the loss and every gradient are the same.
 */
class StanHopPathsTest {
  private static final Probe WATCHED =
      new Probe() {
        @Override
        public Tensor at(String name, Tensor x) {
          return x;
        }
      };

  @ParameterizedTest
  @EnumSource(AttentionMethod.class)
  void bothOrdersGiveTheSameLossAndGradients(AttentionMethod method) {
    requireEqual(
        StanHopConfig.small(24, 6, AttentionConfig.opt(method))
            .withChannels(3)
            .withPatches(3, 2, 4),
        5);
  }

  /**
   * Contexts and horizons of one step, of less than a segment, of one, and of a little more.
   * Dimensions of length 1 have strides that an operation may not expect.
   */
  @ParameterizedTest
  @EnumSource(AttentionMethod.class)
  void everySmallShapeForecasts(AttentionMethod method) {
    for (int context : new int[] {1, 2, 6, 7, 13, 48}) {
      for (int horizon : new int[] {1, 5, 6, 7}) {
        for (int channels : new int[] {1, 3}) {
          StanHopConfig config =
              StanHopConfig.small(context, horizon, AttentionConfig.opt(method))
                  .withChannels(channels)
                  .withPatches(6, 2, 3)
                  .withSize(2, 8, 2);
          requireEqual(config, 1);
          requireEqual(config, 2);
        }
      }
    }
  }

  private static void requireEqual(StanHopConfig config, long batch) {
    Engine.seed(3);
    try (StanHopNet net = new StanHopNet(config);
        TensorScope scope = TensorScope.open()) {
      Tensor contexts = torch.randn(batch, config.contextLength(), config.numInputChannels());
      Tensor targets = torch.randn(batch, config.predictionLength(), config.numInputChannels());
      Map<String, Tensor> reordered = gradients(net, contexts, targets, Probe.NONE);
      Map<String, Tensor> written = gradients(net, contexts, targets, WATCHED);
      assertEquals(written.keySet(), reordered.keySet());
      written.forEach(
          (name, gradient) ->
              assertEquals(
                  0,
                  difference(reordered.get(name), gradient),
                  tolerance(name),
                  () -> name + " of " + config + ", batch " + batch));
    }
  }

  /** Relative to the largest element; where all are nearly 0 only rounding is left of them. */
  private static double difference(Tensor actual, Tensor expected) {
    double largest = expected.abs().max().item_double();
    return actual.sub(expected).abs().max().item_double() / Math.max(largest, 1e-2);
  }

  /** A gradient by alpha is one number, a difference of larger ones. */
  private static double tolerance(String name) {
    return name.endsWith(".alpha") ? 0.05 : 2e-4;
  }

  private static Map<String, Tensor> gradients(
      StanHopNet net, Tensor contexts, Tensor targets, Probe probe) {
    net.parameters().asMap().values().forEach(p -> p.mutable_grad().reset());
    Tensor loss = net.loss(contexts, targets, new ForwardContext(probe, true, false));
    loss.backward();
    Map<String, Tensor> gradients = new LinkedHashMap<>();
    gradients.put("loss", loss.detach());
    net.parameters()
        .asMap()
        .forEach(
            (name, parameter) -> {
              if (parameter.grad().defined()) {
                gradients.put(name, parameter.grad().clone());
              }
            });
    return gradients;
  }
}
