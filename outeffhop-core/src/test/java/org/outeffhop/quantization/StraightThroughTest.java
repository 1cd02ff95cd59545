package org.outeffhop.quantization;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.model.BertConfig;
import org.outeffhop.model.LanguageModel;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.quantization.ActivationQuantization.DynamicPerToken;
import org.outeffhop.quantization.ActivationQuantization.Static;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;
import org.outeffhop.testing.Gradients;
import org.outeffhop.testing.Randomised;

class StraightThroughTest {
  private static final int COUNT = 400;
  private static final double STEP = 1e-5;

  @BeforeAll
  static void start() {
    Engine.seed(1);
  }

  /**
   * The rule: the gradient is that of x clamped to half a step beyond the grid, since rounding
   * takes all of it to the grid. Here by central differences of that function in double.
   */
  @ParameterizedTest
  @CsvSource({"-1.0,3.0,8,false", "-1,3,4,false", "0,2,4,true", "-2,1.5,3,true", "-1,0,5,false"})
  void theGradientIsThatOfTheClampedIdentity(double min, double max, int bits, boolean symmetric) {
    UniformQuantizer quantizer = new Grid(bits, symmetric).quantizer(new Range(min, max));
    double low = quantizer.smallest() - quantizer.scale() / 2;
    double high = quantizer.largest() + quantizer.scale() / 2;
    float[] x = around(low, high);
    float[] upstream = around(-1, 1);
    float[] expected = new float[COUNT];
    for (int i = 0; i < COUNT; i++) {
      double rise = clamp(x[i] + STEP, low, high) - clamp(x[i] - STEP, low, high);
      expected[i] = (float) (upstream[i] * Math.rint(rise / (2 * STEP)));
    }
    try (TensorScope scope = TensorScope.open()) {
      Tensor leaf = Tensors.of(x, COUNT).set_requires_grad(true);
      Gradients.backward(quantizer.straightThrough(leaf), Tensors.of(upstream, COUNT));
      assertArrayEquals(expected, Tensors.toFloats(leaf.grad()), 1e-6f);
      assertArrayEquals(
          Tensors.toFloats(quantizer.quantizeDequantize(leaf)),
          Tensors.toFloats(quantizer.straightThrough(leaf)),
          quantizer.scale() * 1e-3f);
    }
  }

  private static float[] around(double low, double high) {
    Random random = new Random(4);
    float[] values = new float[COUNT];
    for (int i = 0; i < COUNT; i++) {
      values[i] = (float) (low + (high - low) * (1.6 * random.nextDouble() - 0.3));
    }
    return values;
  }

  private static double clamp(double x, double low, double high) {
    return Math.max(low, Math.min(high, x));
  }

  @Test
  void gradientsPassWholeWhereNothingIsClamped() {
    try (TensorScope scope = TensorScope.open()) {
      for (Quantizer quantizer :
          List.of(new PerTokenQuantizer(8, true), PerChannelQuantizer.of(torch.ones(6, 9), 4))) {
        Tensor x = torch.rand(6, 9).set_requires_grad(true);
        Tensor upstream = torch.randn(6, 9);
        Gradients.backward(quantizer.straightThrough(x), upstream);
        assertArrayEquals(Tensors.toFloats(upstream), Tensors.toFloats(x.grad()));
      }
    }
  }

  @Test
  void calibratesBeforeTheFirstStepAndAtOrAfterEveryFifth() {
    try (TensorScope scope = TensorScope.open()) {
      List<Float> scales = new ArrayList<>();
      QuantizationConfig config =
          QuantizationConfig.w8a8()
              .withRange(new CurrentMinMax())
              .withFullPrecision(List.of("head.*"));
      StraightThroughQuantization probe =
          new StraightThroughQuantization(
              config,
              5,
              context -> {
                float largest = 255 * (1 + scales.size());
                scales.add(largest);
                context.probe().at("fc1", Tensors.of(new float[] {0, largest}, 2));
                context.probe().at("head", Tensors.of(new float[] {1}, 1));
              });
      Tensor x = Tensors.of(new float[] {100.4f, 1e6f}, 2);
      assertThrows(IllegalStateException.class, () -> probe.at("fc1", x));
      List<Integer> calibrations = new ArrayList<>();
      for (int step : new int[] {3, 4, 5, 6, 7, 8, 9, 10, 11, 14, 16, 24, 25}) {
        probe.beforeStep(step);
        calibrations.add(scales.size());
        float largest = scales.get(scales.size() - 1);
        assertEquals(largest, Tensors.toFloats(probe.at("fc1", x))[1], 1e-3);
      }
      assertEquals(List.of(1, 1, 2, 2, 2, 2, 2, 3, 3, 3, 4, 5, 6), calibrations);
      assertSame(x, probe.at("head", x));
      assertThrows(IllegalArgumentException.class, () -> probe.at("fc2", x));
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> new StraightThroughQuantization(QuantizationConfig.w8a8(), 0, context -> {}));
  }

  /** The forward pass in training is the one that post-training quantization evaluates. */
  @ParameterizedTest
  @CsvSource({"false,false", "true,false", "false,true", "true,true"})
  void aModelTrainsUnderItsOwnQuantization(boolean perChannel, boolean dynamic) {
    AttentionConfig attention = AttentionConfig.bert(AttentionMethod.OUTEFFHOP);
    QuantizationConfig config =
        QuantizationConfig.of(new BitWidths(4, 6))
            .withWeights(
                perChannel ? WeightQuantization.perChannel() : WeightQuantization.perTensor())
            .withActivations(
                dynamic ? new DynamicPerToken(false) : new Static(new CurrentMinMax(), false));
    Engine.seed(1);
    try (TensorScope scope = TensorScope.open();
        LanguageModel model = BertConfig.small(20, 16, 1, 2, 9, attention).create()) {
      Randomised.parameters(model.parameters());
      Tensor ids = Tensors.ofIndices(new int[] {3, 1, 4, 1, 5, 9, 2, 6, 5, 3}, 2, 5);
      StraightThroughQuantization probe =
          new StraightThroughQuantization(config, 10, context -> model.loss(ids, ids, context));
      double expected = evaluated(model, ids, config);
      probe.beforeStep(0);
      double first = step(model, ids, probe);
      assertEquals(expected, first, 0.02 * expected);
      for (int step = 1; step < 60; step++) {
        probe.beforeStep(step);
        step(model, ids, probe);
      }
      double last = evaluated(model, ids, config);
      assertTrue(last < 0.7 * first, first + " to " + last);
    }
  }

  private static double step(LanguageModel model, Tensor ids, StraightThroughQuantization probe) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor loss = model.loss(ids, ids, new ForwardContext(probe, true, false));
      loss.backward();
      double value = Tensors.item(loss);
      try (NoGradGuard constant = new NoGradGuard()) {
        for (Tensor parameter : model.parameters().asMap().values()) {
          if (parameter.grad().defined()) {
            parameter.sub_(parameter.grad().mul(Tensors.scalar(0.02)));
            parameter.mutable_grad().zero_();
          }
        }
      }
      return value;
    }
  }

  private static double evaluated(LanguageModel model, Tensor ids, QuantizationConfig config) {
    Calibration calibration = new Calibration(config);
    model.loss(ids, ids, ForwardContext.evaluation(calibration));
    try (FakeQuantization quantized = new FakeQuantization(calibration, config)) {
      return Tensors.item(model.loss(ids, ids, ForwardContext.evaluation(quantized)));
    }
  }
}
