package org.outeffhop.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.hopfield.AttentionVariant;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.Parameters;
import org.outeffhop.tensor.Probe;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;
import org.outeffhop.testing.SeesProbabilities;

class StanHopNetTest {
  private static StanHopConfig config(int context, int window, double dropout) {
    return StanHopConfig.small(context, 5, AttentionConfig.opt(AttentionMethod.OUTEFFHOP))
        .withChannels(3)
        .withPatches(4, window, 2)
        .withSize(2, 16, 2)
        .withDropout(dropout);
  }

  private static Tensor random(long... shape) {
    return torch.randn(shape);
  }

  @Test
  void aContextIsPaddedInFrontWithItsFirstStep() {
    Engine.seed(1);
    try (TensorScope scope = TensorScope.open();
        StanHopNet padding = new StanHopNet(config(10, 2, 0));
        StanHopNet whole = new StanHopNet(config(12, 2, 0))) {
      whole.parameters().load(padding.parameters().asMap());
      Tensor x = random(2, 10, 3);
      Tensor first = x.narrow(1, 0, 1);
      Tensor padded = torch.cat(new TensorVector(first, first, x), 1);
      Tensor expected = whole.forecast(padded, ForwardContext.EVALUATION);
      Tensor y = padding.forecast(x, ForwardContext.EVALUATION);
      assertEquals(5, y.size(1));
      assertTrue(Tensors.relativeDifference(y, expected) < 1e-6);
    }
  }

  @Test
  void theLastSegmentsAreRepeatedToFillAWindow() {
    Engine.seed(1);
    try (TensorScope scope = TensorScope.open();
        Parameters parameters = new Parameters()) {
      StanHopEncoderBlock block = new StanHopEncoderBlock(parameters, "block", config(12, 3, 0), 3);
      Tensor x = random(2, 3, 4, 16);
      Tensor filled = torch.cat(new TensorVector(x, x.narrow(2, 2, 2)), 2);
      Tensor y = block.forward(x, ForwardContext.EVALUATION);
      assertEquals(2, y.size(2));
      assertTrue(
          Tensors.relativeDifference(y, block.forward(filled, ForwardContext.EVALUATION)) < 1e-6);
    }
  }

  @ParameterizedTest
  @EnumSource(AttentionMethod.class)
  void everyMethodGivesEveryParameterAGradient(AttentionMethod method) {
    Engine.seed(3);
    for (Probe probe : new Probe[] {Probe.NONE, new SeesProbabilities()}) {
      try (TensorScope scope = TensorScope.open();
          StanHopNet net =
              new StanHopNet(config(12, 2, 0).withAttention(AttentionVariant.of(method)))) {
        net.loss(random(2, 12, 3), random(2, 5, 3), ForwardContext.evaluation(probe)).backward();
        net.parameters()
            .asMap()
            .forEach(
                (name, value) ->
                    assertTrue(Tensors.item(value.grad().abs().max()) > 0, name + " of " + method));
      }
    }
  }

  @Test
  void dropoutActsInTrainingOnly() {
    Engine.seed(1);
    try (TensorScope scope = TensorScope.open();
        StanHopNet net = new StanHopNet(config(12, 1, 0.5))) {
      Tensor x = random(2, 12, 3);
      Tensor plain = net.forecast(x, ForwardContext.EVALUATION);
      Tensor again = net.forecast(x, ForwardContext.EVALUATION);
      Tensor dropped = net.forecast(x, new ForwardContext(Probe.NONE, true, false));
      assertEquals(0, Tensors.relativeDifference(plain, again));
      assertTrue(Tensors.relativeDifference(plain, dropped) > 1e-3);
    }
  }

  @Test
  void seriesKeepTheirPlaces() {
    Engine.seed(1);
    try (TensorScope scope = TensorScope.open();
        StanHopNet net = new StanHopNet(config(12, 2, 0))) {
      Tensor x = random(1, 12, 3);
      Tensor x2 = x.clone();
      x2.select(2, 1).mul_(new Scalar(2.0));
      Tensor change =
          net.forecast(x2, ForwardContext.EVALUATION)
              .sub(net.forecast(x, ForwardContext.EVALUATION))
              .abs()
              .sum(new long[] {0, 1}, false, null);
      double[] bySeries = Tensors.toDoubles(change);
      assertTrue(bySeries[1] > bySeries[0] && bySeries[1] > bySeries[2], "own series most");
    }
  }

  @Test
  void wrongSizesAreNamed() {
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> config(4, 3, 0))
            .getMessage()
            .contains("merge_window is 3, but block 1 has only 1 segments"));
    try (TensorScope scope = TensorScope.open();
        StanHopNet net = new StanHopNet(config(12, 2, 0))) {
      Tensor x = random(1, 12, 4);
      assertTrue(
          assertThrows(
                  IllegalArgumentException.class, () -> net.forecast(x, ForwardContext.EVALUATION))
              .getMessage()
              .contains("[1, 12, 4]; it takes [B, 12, 3]"));
    }
  }

  @Test
  void thePapersModelHasItsSize() {
    long projections = 4L * (256 * 256 + 256);
    long mlp = 2L * 256 * 512 + 512 + 256;
    long tandem = 3 * projections + 10 * 256 + 512 + 2 * mlp;
    long decoder = tandem + projections + 2 * 512 + 2 * (256 * 256 + 256) + 256 * 6 + 6;
    long rest = 7L * (28 + 4) * 256 + 6 * 256 + 256 + 512;
    try (StanHopNet net =
        new StanHopNet(StanHopConfig.etth1(AttentionConfig.opt(AttentionMethod.VANILLA)))) {
      assertEquals(11 * tandem + 12 * decoder + rest, net.parameters().count());
    }
  }
}
