package org.outeffhop.hopfield;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.outeffhop.hopfield.PatternUse.Norm;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.Parameters;
import org.outeffhop.tensor.Probe;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;
import org.outeffhop.testing.Gradients;

/** The options of a Hopfield module against the same module written out in loops. */
class HopfieldTest {
  private static final double DEVIATION = 0.5;

  @BeforeEach
  void seed() {
    Engine.seed(11);
  }

  static Stream<HopfieldConfig> configs() {
    HopfieldSizes apart = new HopfieldSizes(6, 5, 7, 2, 4, 3, 9);
    HopfieldConfig plain = HopfieldConfig.of(8, 2);
    HopfieldRetrieval retrieval = plain.retrieval();
    PatternUse unnormed = new PatternUse(Norm.NONE, true);
    PatternUse staticPlain = new PatternUse(Norm.PLAIN, false);
    return Stream.of(
        plain,
        plain.with(retrieval.with(new Softmax()).withSteps(3, 0)),
        plain.with(retrieval.withScaling(List.of(0.3, 1.7))),
        plain.with(retrieval.withScaling(List.of(0.3, 1.7)).withSteps(4, 0)),
        plain.with(retrieval.withScaling(List.of(0.05, 2.5)).withSteps(50, 0.02)),
        plain.with(unnormed, new PatternUse(Norm.PLAIN, true), unnormed),
        plain.withAssociationNorm(Norm.AFFINE).with(retrieval.withSteps(2, 0)),
        plain.withProjections(false, true),
        plain.withProjections(true, false),
        HopfieldConfig.of(apart),
        HopfieldConfig.of(apart).with(retrieval.withSteps(2, 1e-3)),
        HopfieldConfig.of(new HopfieldSizes(6, 5, 5, 2, 4, 3, 9)).withConnectedProjection(),
        HopfieldConfig.of(new HopfieldSizes(4, 5, 7, 2, 4, 3, 9))
            .with(PatternUse.STATIC, PatternUse.DEFAULT, PatternUse.DEFAULT),
        HopfieldConfig.of(new HopfieldSizes(4, 4, 4, 3, 4, 4, 2))
            .with(PatternUse.DEFAULT, staticPlain, PatternUse.STATIC),
        HopfieldConfig.of(new HopfieldSizes(4, 4, 4, 1, 4, 4, 4))
            .with(staticPlain, staticPlain, PatternUse.STATIC)
            .withProjections(false, false)
            .with(retrieval.withSteps(5, 0)));
  }

  @ParameterizedTest
  @MethodSource("configs")
  void everyOptionMatchesTheLoops(HopfieldConfig config) {
    try (TensorScope scope = TensorScope.open();
        Parameters parameters = new Parameters()) {
      Hopfield module = new Hopfield(parameters, "m", config, DEVIATION);
      scatter(parameters);
      Tensor stored = torch.randn(1, 7, config.sizes().stored());
      Tensor state = torch.randn(1, 3, config.sizes().state());
      Tensor projection = torch.randn(1, 7, config.sizes().projection());
      Tensor visible = torch.rand(3, 7).gt(new Scalar(0.3));
      AttentionMask mask = new AttentionMask(false, visible.view(1, 1, 3, 7));
      Tensor y = module.forward(stored, state, projection, mask, ForwardContext.EVALUATION);
      assertEquals(config.outputSize(), y.size(2));
      PlainHopfield plain = new PlainHopfield(config, matrices(parameters));
      double[][] expected =
          plain.forward(
              PlainHopfield.matrix(stored),
              PlainHopfield.matrix(state),
              PlainHopfield.matrix(projection),
              visible(visible));
      double[][] actual = PlainHopfield.matrix(y);
      for (int i = 0; i < expected.length; i++) {
        assertArrayEquals(expected[i], actual[i], 2e-5, "row " + i);
      }
    }
  }

  private static boolean[][] visible(Tensor mask) {
    double[][] values = PlainHopfield.matrix(mask);
    boolean[][] visible = new boolean[values.length][values[0].length];
    for (int i = 0; i < values.length; i++) {
      for (int j = 0; j < values[i].length; j++) {
        visible[i][j] = values[i][j] != 0;
      }
    }
    return visible;
  }

  /** Gains and biases away from 1 and 0, so that a forgotten one shows. */
  private static void scatter(Parameters parameters) {
    try (NoGradGuard constant = new NoGradGuard()) {
      parameters.asMap().values().stream()
          .filter(tensor -> tensor.dim() == 1)
          .forEach(tensor -> tensor.add_(torch.randn_like(tensor).mul(new Scalar(0.3))));
    }
  }

  private static Map<String, double[][]> matrices(Parameters parameters) {
    Map<String, double[][]> matrices = new HashMap<>();
    parameters
        .asMap()
        .forEach((name, value) -> matrices.put(name.substring(2), PlainHopfield.matrix(value)));
    return matrices;
  }

  /** One head converges at once (small beta), the other moves for long: it must go on alone. */
  @Test
  void aHeadThatHasSettledLeavesTheOthersRunning() {
    HopfieldConfig config =
        HopfieldConfig.of(8, 2)
            .with(
                HopfieldRetrieval.of(new Softmax1(), 1)
                    .withScaling(List.of(1e-3, 2.0))
                    .withSteps(1000, 1e-6));
    int[] computed = new int[1];
    Probe counts =
        (name, activation) -> {
          computed[0] += name.endsWith(".scores") ? 1 : 0;
          return activation;
        };
    try (TensorScope scope = TensorScope.open();
        Parameters parameters = new Parameters()) {
      Hopfield module = new Hopfield(parameters, "m", config, DEVIATION);
      Tensor x = torch.randn(2, 6, 8);
      Tensor y = module.forward(x, x, x, AttentionMask.none(), ForwardContext.evaluation(counts));
      assertTrue(computed[0] > 4 && computed[0] < 500, computed[0] + " updates");
      HopfieldConfig few = config.with(config.retrieval().withSteps(2, 0));
      try (Parameters same = new Parameters()) {
        Hopfield short2 = new Hopfield(same, "m", few, DEVIATION);
        same.load(parameters.asMap());
        Tensor early = module.associations(x, x, AttentionMask.none()).select(1, 0);
        Tensor two = short2.associations(x, x, AttentionMask.none()).select(1, 0);
        assertTrue(Tensors.relativeDifference(early, two) < 1e-5, "the settled head moved on");
      }
      assertEquals(0, Tensors.item(y.isnan().any()));
    }
  }

  @Test
  void dropoutActsInTrainingOnlyAndKeepsTheMean() {
    HopfieldConfig config =
        HopfieldConfig.of(4, 1)
            .with(HopfieldRetrieval.of(new Softmax1(), 0.5).withDropout(0.5).withSteps(1, 0))
            .withProjections(true, false);
    try (TensorScope scope = TensorScope.open();
        Parameters parameters = new Parameters()) {
      Hopfield module = new Hopfield(parameters, "m", config, DEVIATION);
      Tensor x = torch.randn(1, 5, 4).expand(4000, 5, 4);
      ForwardContext training = new ForwardContext(Probe.NONE, true, false);
      Tensor plain = module.forward(x, AttentionMask.none(), ForwardContext.EVALUATION);
      Tensor dropped = module.forward(x, AttentionMask.none(), training);
      assertTrue(Tensors.relativeDifference(dropped, plain) > 0.1);
      Tensor mean = dropped.mean(new long[] {0}, true, null);
      assertTrue(Tensors.relativeDifference(mean, plain.narrow(0, 0, 1)) < 0.1);
    }
  }

  @Test
  void whatPaddingHidesChangesNothing() {
    try (TensorScope scope = TensorScope.open();
        Parameters parameters = new Parameters()) {
      HopfieldPooling pooling =
          new HopfieldPooling(parameters, "m", HopfieldConfig.of(8, 2), 3, DEVIATION);
      Tensor x = torch.randn(2, 6, 8);
      Tensor padded = x.clone();
      padded.narrow(1, 4, 2).fill_(new Scalar(100));
      Tensor visible = torch.ones_like(x.select(2, 0)).gt(new Scalar(0));
      visible.narrow(1, 4, 2).fill_(new Scalar(0));
      AttentionMask mask = AttentionMask.ofPadding(visible);
      Tensor expected =
          pooling.forward(x.narrow(1, 0, 4), AttentionMask.none(), ForwardContext.EVALUATION);
      Tensor actual = pooling.forward(padded, mask, ForwardContext.EVALUATION);
      assertTrue(Tensors.relativeDifference(actual, expected) < 1e-6);
      Tensor weights = pooling.associations(padded, mask);
      assertEquals(0, Tensors.item(weights.narrow(3, 4, 2).abs().max()));
      assertArrayEquals(new long[] {2, 2, 3, 6}, Tensors.shape(weights));
    }
  }

  @Test
  void aLayerWithSeparateTargetsRetrievesThemAndTrainsThem() {
    HopfieldConfig config =
        HopfieldConfig.of(new HopfieldSizes(4, 4, 2, 1, 4, 2, 2))
            .with(PatternUse.STATIC, PatternUse.STATIC, PatternUse.STATIC)
            .withProjections(false, false)
            .with(HopfieldRetrieval.of(new Softmax1(), 200));
    try (TensorScope scope = TensorScope.open();
        Parameters parameters = new Parameters()) {
      HopfieldLayer layer = new HopfieldLayer(parameters, "m", config, 3, true, 1);
      Tensor stored = parameters.asMap().get("m.lookup_weights").detach();
      Tensor targets = parameters.asMap().get("m.target_weights");
      Tensor y = layer.forward(stored, AttentionMask.none(), ForwardContext.EVALUATION);
      assertTrue(Tensors.relativeDifference(y, targets) < 1e-5);
      Gradients.backward(y, torch.ones_like(y.detach()));
      assertTrue(Tensors.item(targets.grad().sub(new Scalar(1)).abs().max()) < 1e-5);
      double mass = Tensors.item(layer.associations(stored, AttentionMask.none()).sum());
      assertEquals(3, mass, 1e-5);
    }
  }

  @Test
  void badSizesNameBothValues() {
    assertMessage("width 10 is not a multiple of the 3 heads", () -> HopfieldConfig.of(10, 3));
    assertMessage(
        "the stored pattern is static and has size 8; in a head it must have 4",
        () ->
            HopfieldConfig.of(8, 2)
                .with(PatternUse.DEFAULT, PatternUse.STATIC, PatternUse.DEFAULT));
    assertMessage(
        "there are 3 scalings for 2 heads; give one for all or one for each",
        () ->
            HopfieldConfig.of(8, 2)
                .with(HopfieldRetrieval.of(new Softmax1(), 1).withScaling(List.of(1.0, 2.0, 3.0))));
    assertMessage(
        "scaling is [0.0]; every number must be positive and finite",
        () -> HopfieldRetrieval.of(new Softmax1(), 0));
    try (TensorScope scope = TensorScope.open();
        Parameters parameters = new Parameters()) {
      Hopfield module = new Hopfield(parameters, "m", HopfieldConfig.of(8, 2), DEVIATION);
      Tensor right = torch.randn(2, 3, 8);
      Tensor wrong = torch.randn(2, 3, 7);
      assertMessage(
          "state patterns have shape [2, 3, 7]; they need [B, L, 8]",
          () ->
              module.forward(right, wrong, right, AttentionMask.none(), ForwardContext.EVALUATION));
    }
  }

  private static void assertMessage(String message, Executable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
  }
}
