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
import org.outeffhop.tensor.Tensors;

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
    Engine.seed(3);
    StanHopConfig config =
        StanHopConfig.small(24, 6, AttentionConfig.opt(method))
            .withChannels(3)
            .withPatches(3, 2, 4);
    try (StanHopNet net = new StanHopNet(config);
        TensorScope scope = TensorScope.open()) {
      Tensor contexts = torch.randn(5, 24, 3);
      Tensor targets = torch.randn(5, 6, 3);
      Map<String, Tensor> reordered = gradients(net, contexts, targets, Probe.NONE);
      Map<String, Tensor> written = gradients(net, contexts, targets, WATCHED);
      assertEquals(written.keySet(), reordered.keySet());
      written.forEach(
          (name, gradient) ->
              assertEquals(
                  0,
                  Tensors.relativeDifference(reordered.get(name), gradient),
                  tolerance(name),
                  name));
    }
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
