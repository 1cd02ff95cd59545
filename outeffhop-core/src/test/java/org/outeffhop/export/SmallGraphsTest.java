package org.outeffhop.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.model.Model;
import org.outeffhop.model.ModelType;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.quantization.Calibration;
import org.outeffhop.quantization.CurrentMinMax;
import org.outeffhop.quantization.QuantizationConfig;
import org.outeffhop.quantization.WeightQuantization;
import org.outeffhop.runtime.OnnxInput;
import org.outeffhop.runtime.OnnxModel;
import org.outeffhop.runtime.OnnxOutput;
import org.outeffhop.runtime.TargetProcessor;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;
import org.outeffhop.testing.TinyModel;

/**
 * Graphs of the smallest shapes that a config permits, each run for batches and lengths of one and
 * of more: the axes batch and length are free.
 */
class SmallGraphsTest {
  private static final List<Integer> BATCHES = List.of(3, 1, 2);

  private static final Int8Weights WEIGHTS =
      new Int8Weights(
          WeightQuantization.perTensor(), TargetProcessor.ANY.weightBits(), name -> false);

  @TempDir private Path folder;
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

  @ParameterizedTest
  @EnumSource(AttentionMethod.class)
  void float32IsWhatLibtorchComputes(AttentionMethod method) throws IOException {
    for (TinyModel tiny : TinyModel.all(method)) {
      try (Model model = tiny.create();
          OnnxExport export = OnnxExport.of(tiny.config(), model, new Precision.Float32());
          OnnxModel graph = opened(export)) {
        for (int batch : BATCHES) {
          for (int length : tiny.lengths()) {
            Tensor inputs = tiny.inputs(batch, length);
            Tensor expected = TinyModel.output(model, inputs, ForwardContext.EVALUATION);
            requireNear(expected, run(graph, tiny, inputs), 1e-4, tiny);
          }
        }
      }
    }
  }

  /**
   * Rounding of random weights in so few channels is far from nothing, and is not quite simulated
   * (see {@link OnnxExport#simulation}); a graph that mixes axes up is off by 1. A sample alone is
   * rounded as among others.
   */
  @ParameterizedTest
  @EnumSource(AttentionMethod.class)
  void staticInt8IsNearItsSimulation(AttentionMethod method) throws IOException {
    QuantizationConfig config = QuantizationConfig.w8a8().withRange(new CurrentMinMax());
    for (TinyModel tiny : TinyModel.all(method)) {
      try (Model model = tiny.create()) {
        Calibration calibration = new Calibration(config);
        Tensor[] inputs =
            tiny.lengths().stream().map(length -> tiny.inputs(3, length)).toArray(Tensor[]::new);
        for (Tensor input : inputs) {
          TinyModel.output(model, input, ForwardContext.evaluation(calibration));
        }
        Precision int8 = Precision.Int8.of(calibration, WEIGHTS);
        try (OnnxExport export = OnnxExport.of(tiny.config(), model, int8);
            GraphSimulation simulation = export.simulation();
            OnnxModel graph = opened(export)) {
          ForwardContext simulated = ForwardContext.evaluation(simulation);
          for (Tensor input : inputs) {
            Tensor together = run(graph, tiny, input);
            Tensor alone = run(graph, tiny, input.narrow(0, 1, 1));
            Tensor expected = TinyModel.output(model, input, simulated);
            double tolerance =
                tiny.config().type() == ModelType.STANHOP
                    ? roundingOfMoved(model, input, expected)
                    : 0.25;
            requireNear(expected, together, tolerance, tiny);
            requireNear(together.narrow(0, 1, 1), alone, 0.05, tiny);
          }
        }
      }
    }
  }

  /**
   * What the roundings may make of STanHop-Net that are not simulated: those of values that are
   * transposed first, a few of all. Layer by layer the graph is within a step of its grids of the
   * simulation; but a forecast is the sum of what the decoder's layers give, and where these cancel
   * it is small, and all rounding together changes it by up to its own size. So the bound follows
   * that: 7% where it is nothing, and half of what the simulated roundings change.
   */
  private static double roundingOfMoved(Model model, Tensor input, Tensor simulated) {
    Tensor exact = TinyModel.output(model, input, ForwardContext.EVALUATION);
    return 0.07 + 0.5 * Tensors.relativeDifference(simulated, exact);
  }

  @ParameterizedTest
  @EnumSource(names = {"VANILLA", "OUTEFFHOP"})
  void dynamicInt8IsNearFloat32(AttentionMethod method) throws IOException {
    for (TinyModel tiny : TinyModel.all(method)) {
      try (Model model = tiny.create();
          OnnxExport export =
              OnnxExport.of(tiny.config(), model, new Precision.Int8Dynamic(WEIGHTS));
          OnnxModel graph = opened(export)) {
        for (int length : tiny.lengths()) {
          Tensor inputs = tiny.inputs(1, length);
          Tensor expected = TinyModel.output(model, inputs, ForwardContext.EVALUATION);
          requireNear(expected, run(graph, tiny, inputs), 0.2, tiny);
        }
      }
    }
  }

  private OnnxModel opened(OnnxExport export) throws IOException {
    Path file = folder.resolve("model.onnx");
    export.write(file, "test");
    return OnnxModel.open(file, 1);
  }

  private static Tensor run(OnnxModel graph, TinyModel tiny, Tensor inputs) {
    Map<String, OnnxInput> given = new LinkedHashMap<>();
    if (tiny.readsText()) {
      given.put("input_ids", TorchValues.input(inputs));
      given.put("attention_mask", TorchValues.input(torch.ones_like(inputs)));
    } else {
      boolean pixels = tiny.config().type() == ModelType.VIT;
      given.put(pixels ? "pixel_values" : "past_values", TorchValues.input(inputs));
    }
    if (tiny.config().type() == ModelType.BERT) {
      given.put("token_type_ids", TorchValues.input(torch.zeros_like(inputs)));
    }
    OnnxOutput output = graph.run(given);
    return Tensors.of(output.values(), output.shape());
  }

  /** By max |a - b| / max |b|. */
  private static void requireNear(
      Tensor expected, Tensor actual, double tolerance, TinyModel tiny) {
    assertArrayEquals(Tensors.shape(expected), Tensors.shape(actual), tiny.toString());
    double difference = Tensors.relativeDifference(actual, expected);
    assertTrue(
        difference < tolerance,
        () -> "%s of %s: %s".formatted(difference, tiny, Arrays.toString(Tensors.shape(expected))));
  }
}
