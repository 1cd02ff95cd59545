package org.outeffhop.quantization;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.model.BertConfig;
import org.outeffhop.model.LanguageModel;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

class FakeQuantizationTest {
  private static final QuantizationConfig CONFIG =
      QuantizationConfig.of(BitWidths.W4A8)
          .withRange(new CurrentMinMax())
          .withFullPrecision(List.of("lm_head.*"));

  private static final Grid GRID = new Grid(8, false);

  @BeforeAll
  static void start() {
    Engine.start();
  }

  @Test
  void activationsUseTheStaticRangeOfTheirName() {
    try (TensorScope scope = TensorScope.open()) {
      Calibration calibration = new Calibration(CONFIG);
      calibration.at("fc1", Tensors.of(new float[] {-900, 900}, 2));
      calibration.at("fc1", Tensors.of(new float[] {-55, 200}, 2));
      Tensor logits = Tensors.of(new float[] {0.3f}, 1);
      calibration.at("lm_head", logits);
      try (FakeQuantization probe = new FakeQuantization(calibration, CONFIG)) {
        assertTrue(probe.wantsAttentionProbabilities());
        Tensor x = Tensors.of(new float[] {-60, -54.4f, 0.5f, 1.5f, 300}, 5);
        assertArrayEquals(new float[] {-55, -54, 0, 2, 200}, Tensors.toFloats(probe.at("fc1", x)));
        assertSame(logits, probe.at("lm_head", logits));
        Exception e = assertThrows(IllegalArgumentException.class, () -> probe.at("fc2", x));
        assertEquals("fc2 has no range; calibration saw 1 other activations", e.getMessage());
      }
    }
  }

  @Test
  void weightsAreRoundedOnceAndFreedOnClose() {
    try (TensorScope scope = TensorScope.open()) {
      Calibration calibration = new Calibration(CONFIG);
      calibration.at("fc1", Tensors.of(new float[] {-55, 200}, 2));
      Tensor weight = Tensors.of(new float[] {-7, 3.4f, 2.5f, 0.2f}, 2, 2);
      calibration.weight("lm_head.weight", weight);
      Tensor rounded;
      try (FakeQuantization probe = new FakeQuantization(calibration, CONFIG)) {
        try (TensorScope step = TensorScope.open()) {
          rounded = probe.weight("fc1.weight", weight);
        }
        assertArrayEquals(new float[] {-7, 3, 2, 0}, Tensors.toFloats(rounded));
        assertSame(rounded, probe.weight("fc1.weight", weight));
        assertSame(weight, probe.weight("lm_head.weight", weight));
      }
      assertTrue(rounded.isNull());
    }
  }

  @Test
  void calibrationNamesTheActivationThatIsNotFinite() {
    try (TensorScope scope = TensorScope.open()) {
      Tensor bad = Tensors.of(new float[] {1, Float.POSITIVE_INFINITY}, 2);
      Exception e =
          assertThrows(
              IllegalArgumentException.class, () -> new Calibration(CONFIG).at("fc1", bad));
      assertEquals(
          "fc1: range is 1.0 to Infinity; calibration takes finite values", e.getMessage());
    }
  }

  /** Layer 1 goes bad; layer 0 and what is kept in full precision come before and after it. */
  @Test
  void calibrationNamesTheModuleWhereNaNFirstAppears() {
    AttentionConfig attention = AttentionConfig.bert(AttentionMethod.VANILLA);
    String value = "bert.encoder.layer.1.attention.self.value";
    for (List<String> kept : List.of(List.<String>of(), List.of(".*layer.1.*"))) {
      try (TensorScope scope = TensorScope.open();
          NoGradGuard constant = new NoGradGuard();
          LanguageModel model = BertConfig.small(20, 8, 3, 2, 9, attention).create()) {
        model.parameters().asMap().get(value + ".weight").fill_(Tensors.scalar(Double.NaN));
        Calibration calibration =
            new Calibration(QuantizationConfig.w8a8().withFullPrecision(kept));
        ForwardContext context = ForwardContext.evaluation(calibration);
        Tensor ids = Tensors.ofIndices(new int[] {3, 1, 4}, 1, 3);
        Exception e =
            assertThrows(IllegalArgumentException.class, () -> model.logits(ids, context));
        assertEquals(
            value + ": range is NaN to NaN; calibration takes finite values", e.getMessage());
      }
    }
  }

  @Test
  void oneCalibrationServesOtherBitsAndSymmetry() {
    try (TensorScope scope = TensorScope.open()) {
      Calibration calibration = new Calibration(QuantizationConfig.w8a8());
      calibration.at("fc1", Tensors.of(new float[] {-7, 15}, 2));
      QuantizationConfig four =
          QuantizationConfig.of(BitWidths.W4A4)
              .withActivations(new ActivationQuantization.Static(new RunningMinMax(0.9), true));
      Tensor x = Tensors.of(new float[] {-100, 4, 100}, 3);
      try (FakeQuantization probe = new FakeQuantization(calibration, four)) {
        float step = 15f / 7;
        assertArrayEquals(
            new float[] {-8 * step, 2 * step, 15}, Tensors.toFloats(probe.at("fc1", x)), 1e-5f);
      }
    }
  }

  @Test
  void rejectsAnotherEstimatorAndAnEmptyCalibration() {
    Calibration calibration = new Calibration(CONFIG);
    assertThrows(
        IllegalArgumentException.class,
        () -> new FakeQuantization(calibration, QuantizationConfig.w8a8()));
    assertThrows(IllegalArgumentException.class, () -> new FakeQuantization(calibration, CONFIG));
    assertThrows(IllegalArgumentException.class, () -> new BitWidths(1, 8));
    assertThrows(IllegalArgumentException.class, () -> new RunningMinMax(1));
    assertThrows(IllegalArgumentException.class, () -> new RunningPercentile(0.9, 50));
  }

  @Test
  void percentilesInterpolateAndTakeMoreThan16MillionElements() {
    try (TensorScope scope = TensorScope.open()) {
      RangeState few = new RunningPercentile(0.9, 90).newState();
      few.update(Tensors.of(new float[] {4, 0, 3, 1, 2, 10}, 2, 3));
      assertEquals(0.5, few.range(GRID).min(), 1e-9);
      assertEquals(7.0, few.range(GRID).max(), 1e-9);
      int count = 17_000_001;
      RangeState many = new RunningPercentile(0.9, 99.999).newState();
      many.update(torch.arange(Tensors.scalar(count), new TensorOptions(ScalarType.Double)));
      assertEquals(170, many.range(GRID).min(), 1e-5);
      assertEquals(count - 1 - 170.0, many.range(GRID).max(), 1e-5);
    }
  }
}
