package org.outeffhop.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.metrics.ActivationRecorder;
import org.outeffhop.metrics.ModuleOutliers;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.quantization.Calibration;
import org.outeffhop.quantization.CurrentMinMax;
import org.outeffhop.quantization.FakeQuantization;
import org.outeffhop.quantization.QuantizationConfig;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.Probe;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;
import org.outeffhop.testing.SeesProbabilities;
import org.outeffhop.testing.TinyModel;

/**
 * The smallest shapes that a config permits: batches of one, sequences of one, one head, layer,
 * channel, patch, segment. A dimension of length 1 has strides that an operation may not expect.
 *
 * <p>What is right there follows from other shapes: a sample alone gives what it gives among
 * others, a batch's gradient is the mean of its samples', and the first places of a causal sequence
 * give what they give without the others.
 */
class SmallShapesTest {
  private static final int BATCH = 3;
  private static final double TOLERANCE = 2e-4;

  private TensorScope scope;

  @BeforeEach
  void open() {
    Engine.seed(7);
    scope = TensorScope.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  /** Whether attention is fused or its probabilities are looked at. */
  @ParameterizedTest
  @EnumSource(AttentionMethod.class)
  void aSampleAloneGivesWhatItGivesAmongOthers(AttentionMethod method) {
    for (TinyModel tiny : TinyModel.all(method)) {
      try (Model model = tiny.create()) {
        for (int length : tiny.lengths()) {
          Tensor inputs = tiny.inputs(BATCH, length);
          Tensor together = TinyModel.output(model, inputs, ForwardContext.EVALUATION);
          ForwardContext seeing = ForwardContext.evaluation(new SeesProbabilities());
          requireSame(together, TinyModel.output(model, inputs, seeing), tiny, length);
          requireSame(together, oneByOne(model, inputs, ForwardContext.EVALUATION), tiny, length);
          requireSame(together, oneByOne(model, inputs, seeing), tiny, length);
        }
      }
    }
  }

  private static Tensor oneByOne(Model model, Tensor inputs, ForwardContext context) {
    Tensor[] outputs = new Tensor[BATCH];
    for (int i = 0; i < BATCH; i++) {
      outputs[i] = TinyModel.output(model, inputs.narrow(0, i, 1), context);
    }
    return torch.cat(new org.bytedeco.pytorch.TensorVector(outputs), 0);
  }

  /** A step forward and backward of a batch, and of every sample of it alone. */
  @ParameterizedTest
  @EnumSource(AttentionMethod.class)
  void theGradientOfABatchIsTheMeanOfItsSamples(AttentionMethod method) {
    for (TinyModel tiny : TinyModel.all(method)) {
      try (Model model = tiny.create()) {
        for (int length : tiny.lengths()) {
          Tensor inputs = tiny.inputs(BATCH, length);
          Map<String, double[]> together = gradients(model, List.of(inputs));
          List<Tensor> alone = new ArrayList<>();
          for (int i = 0; i < BATCH; i++) {
            alone.add(inputs.narrow(0, i, 1));
          }
          Map<String, double[]> mean = gradients(model, alone);
          assertEquals(together.keySet(), mean.keySet());
          together.forEach((name, gradient) -> requireSame(gradient, mean.get(name), name, tiny));
          double largest =
              together.values().stream().mapToDouble(SmallShapesTest::largest).max().orElseThrow();
          assertTrue(largest > 1e-3, () -> "no gradient of " + tiny);
        }
      }
    }
  }

  /** Of the mean over inputs of a loss that every element of the output matters to. */
  private static Map<String, double[]> gradients(Model model, List<Tensor> inputs) {
    model.parameters().asMap().values().forEach(parameter -> parameter.mutable_grad().reset());
    for (Tensor input : inputs) {
      Tensor output = TinyModel.output(model, input, new ForwardContext(Probe.NONE, true, false));
      output.sin().mean().div(Tensors.scalar(inputs.size())).backward();
    }
    Map<String, double[]> gradients = new LinkedHashMap<>();
    model
        .parameters()
        .asMap()
        .forEach(
            (name, parameter) -> {
              if (parameter.grad().defined()) {
                gradients.put(name, Tensors.toDoubles(parameter.grad()));
              }
            });
    return gradients;
  }

  /** Relative to the largest element; where all are nearly 0 only rounding is left of them. */
  private static void requireSame(double[] expected, double[] actual, String name, Object of) {
    double size = Math.max(largest(expected), 1e-2);
    for (int i = 0; i < expected.length; i++) {
      double tolerance = size * (name.endsWith(".alpha") ? 0.05 : 1e-3);
      assertEquals(expected[i], actual[i], tolerance, () -> name + " of " + of);
      assertTrue(Double.isFinite(actual[i]), () -> name + " of " + of);
    }
  }

  private static double largest(double[] values) {
    double largest = 0;
    for (double value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  @ParameterizedTest
  @EnumSource(AttentionMethod.class)
  void theFirstPlacesOfACausalSequenceDoNotNeedTheOthers(AttentionMethod method) {
    for (TinyModel tiny : TinyModel.all(method)) {
      if (!tiny.config().type().isCausal()) {
        continue;
      }
      try (Model model = tiny.create()) {
        int longest = tiny.lengths().get(tiny.lengths().size() - 1);
        Tensor inputs = tiny.inputs(BATCH, longest);
        Tensor whole = TinyModel.output(model, inputs, ForwardContext.EVALUATION);
        for (int length = 1; length < longest; length++) {
          Tensor first =
              TinyModel.output(model, inputs.narrow(1, 0, length), ForwardContext.EVALUATION);
          requireSame(whole.narrow(1, 0, length), first, tiny, length);
        }
      }
    }
  }

  /** Simulated eight bits: calibrated on three samples, a sample alone is rounded as among them. */
  @ParameterizedTest
  @EnumSource(AttentionMethod.class)
  void aQuantizedSampleAloneGivesWhatItGivesAmongOthers(AttentionMethod method) {
    QuantizationConfig config = QuantizationConfig.w8a8().withRange(new CurrentMinMax());
    for (TinyModel tiny : TinyModel.all(method)) {
      try (Model model = tiny.create()) {
        for (int length : tiny.lengths()) {
          Tensor inputs = tiny.inputs(BATCH, length);
          Calibration calibration = new Calibration(config);
          Tensor exact = TinyModel.output(model, inputs, ForwardContext.evaluation(calibration));
          try (FakeQuantization quantized = new FakeQuantization(calibration, config)) {
            ForwardContext context = ForwardContext.evaluation(quantized);
            Tensor together = TinyModel.output(model, inputs, context);
            double cost = Tensors.relativeDifference(together, exact);
            assertTrue(cost > 1e-5 && cost < 0.5, () -> cost + " of " + tiny);
            double difference =
                Tensors.relativeDifference(oneByOne(model, inputs, context), together);
            assertTrue(difference < 0.05, () -> difference + " of " + tiny + " at " + length);
          }
        }
      }
    }
  }

  /**
   * Outliers of every module, averaged over samples, as inspection and comparisons measure them.
   */
  @ParameterizedTest
  @EnumSource(AttentionMethod.class)
  void outliersOfABatchAreTheMeanOfItsSamples(AttentionMethod method) {
    List<TinyModel> models = new ArrayList<>(TinyModel.all(method));
    models.add(TinyModel.ofWidthOne(method));
    for (TinyModel tiny : models) {
      try (Model model = tiny.create()) {
        for (int length : tiny.lengths()) {
          Tensor inputs = tiny.inputs(BATCH, length);
          List<ModuleOutliers> together = outliers(model, inputs);
          assertEquals(model.outlierProbePoints().size(), together.size());
          double[] sums = new double[together.size()];
          for (int i = 0; i < BATCH; i++) {
            List<ModuleOutliers> alone = outliers(model, inputs.narrow(0, i, 1));
            for (int module = 0; module < sums.length; module++) {
              sums[module] += alone.get(module).kurtosis();
            }
          }
          for (int module = 0; module < sums.length; module++) {
            double kurtosis = together.get(module).kurtosis();
            assertTrue(Double.isFinite(kurtosis), () -> "no number of " + tiny);
            assertEquals(sums[module] / BATCH, kurtosis, 1e-3 * Math.max(1, kurtosis));
          }
        }
      }
    }
  }

  private static List<ModuleOutliers> outliers(Model model, Tensor inputs) {
    List<String> points = model.outlierProbePoints();
    ActivationRecorder recorder = new ActivationRecorder(points::contains);
    TinyModel.output(model, inputs, ForwardContext.evaluation(recorder));
    return recorder.modules();
  }

  private static void requireSame(Tensor expected, Tensor actual, TinyModel tiny, int length) {
    double size = expected.abs().max().item_double();
    assertTrue(size > 1e-3, () -> "nothing but zeros of " + tiny);
    double difference = actual.sub(expected).abs().max().item_double() / size;
    assertTrue(difference < TOLERANCE, () -> difference + " of " + tiny + ", length " + length);
  }
}
