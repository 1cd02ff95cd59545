package org.outeffhop.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.machine.Processor;
import org.outeffhop.model.Opt;
import org.outeffhop.model.OptConfig;
import org.outeffhop.model.TokenBatch;
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
import org.outeffhop.tensor.Probe;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;
import org.outeffhop.testing.Randomised;

/**
 * Which graphs are exact on which processors, by what pmaddubsw does: it multiplies unsigned by
 * signed bytes and adds neighbours in 16 bits with saturation.
 */
class TargetProcessorTest {
  private static final Processor AVX2 = Processor.of("amd64", "flags\t\t: fma avx2 avx512f\n");
  private static final Processor AVX_VNNI = Processor.of("x86_64", "flags : avx2 avx_vnni\n");
  private static final String FIRST = "model.decoder.layers.0.fc1";
  private static final OptConfig CONFIG =
      OptConfig.small(20, 64, 1, 2, 8, AttentionConfig.opt(AttentionMethod.OUTEFFHOP));
  private static final int[] IDS = {5, 6, 7, 3, 1, 2, 4, 8};

  @TempDir private Path folder;
  private TensorScope scope;
  private Opt model;
  private Calibration calibration;
  private byte[] activations;

  /**
   * A decoder whose first perceptron has weights of one size, as outliers make the others' grid.
   */
  @BeforeEach
  void open() {
    Engine.seed(3);
    scope = TensorScope.open();
    model = new Opt(CONFIG);
    Randomised.parameters(model.parameters());
    try (NoGradGuard constant = new NoGradGuard()) {
      Tensor weight = model.parameters().asMap().get(FIRST + ".weight");
      weight.copy_(weight.sign());
    }
    calibration = new Calibration(QuantizationConfig.w8a8().withRange(new CurrentMinMax()));
    logits(calibration);
  }

  @AfterEach
  void close() {
    model.close();
    scope.close();
  }

  private Tensor logits(Probe probe) {
    return model.logits(
        TokenBatch.of(Tensors.ofIndices(IDS, 1, IDS.length)), ForwardContext.evaluation(probe));
  }

  private Path export(Function<Int8Weights, Precision> precision, int bits, boolean perChannel)
      throws IOException {
    WeightQuantization grids =
        perChannel ? WeightQuantization.perChannel() : WeightQuantization.perTensor();
    Path file = folder.resolve("model.onnx");
    Precision of = precision.apply(new Int8Weights(grids, bits, name -> false));
    try (OnnxExport export = OnnxExport.of(CONFIG, model, of)) {
      export.write(file, "test");
    }
    return file;
  }

  private Path export(TargetProcessor processor) throws IOException {
    return export(this::int8, processor.weightBits(), false);
  }

  private Precision int8(Int8Weights weights) {
    return Precision.Int8.of(calibration, weights);
  }

  private static Map<String, TensorProto> constants(Path file) throws IOException {
    return ModelProto.parseFrom(Files.readAllBytes(file)).getGraph().getInitializerList().stream()
        .collect(Collectors.toMap(TensorProto::getName, constant -> constant));
  }

  @Test
  void vnniAndArmAddIn32Bits() {
    assertTrue(TargetProcessor.addsIn32Bits(AVX_VNNI));
    assertTrue(TargetProcessor.addsIn32Bits(Processor.of("amd64", "flags : avx512_vnni")));
    assertTrue(TargetProcessor.addsIn32Bits(Processor.of("aarch64", "Features : fp asimd")));
    assertTrue(TargetProcessor.addsIn32Bits(Processor.of("aarch64", "")));
    assertFalse(TargetProcessor.addsIn32Bits(AVX2));
    assertFalse(TargetProcessor.addsIn32Bits(Processor.of("amd64", "")));
    assertEquals("VNNI adds products of bytes in 32 bits", TargetProcessor.kernels(AVX_VNNI));
    assertEquals(
        "aarch64 adds products of bytes in 32 bits",
        TargetProcessor.kernels(Processor.of("aarch64", "")));
  }

  /** Whatever the activations are, the worst of which is 255 wherever a weight is not negative. */
  @ParameterizedTest
  @CsvSource({"false", "true"})
  void weightsForAnyProcessorNeverSaturate(boolean perChannel) throws IOException {
    for (Function<Int8Weights, Precision> precision :
        List.<Function<Int8Weights, Precision>>of(this::int8, Precision.Int8Dynamic::new)) {
      int matrices = 0;
      for (TensorProto constant :
          constants(export(precision, TargetProcessor.ANY.weightBits(), perChannel)).values()) {
        if (constant.getDataType() == TensorProto.DataType.INT8_VALUE) {
          int largest = 0;
          for (byte weight : constant.getRawData()) {
            largest = Math.max(largest, Math.abs(weight));
          }
          assertTrue(2 * 255 * largest <= Short.MAX_VALUE, constant.getName() + ": " + largest);
          matrices += largest > 0 ? 1 : 0;
        }
      }
      assertEquals(8, matrices, "six layers, the tied table and the positions");
    }
  }

  /** On the activations that the first perceptron of this very model has. */
  @Test
  void weightsForVnniDoSaturateWithoutIt() throws IOException {
    logits(this::capture);
    assertTrue(saturated(export(TargetProcessor.VNNI)) > 100);
    assertEquals(0, saturated(export(TargetProcessor.ANY)));
  }

  private Tensor capture(String name, Tensor activation) {
    if (name.equals("model.decoder.layers.0.final_layer_norm")) {
      ByteGrid grid = ByteGrid.of(name, calibration.quantizers(calibration.config()).get(name));
      float[] values = Tensors.toFloats(activation);
      activations = new byte[values.length];
      for (int i = 0; i < values.length; i++) {
        long q = Math.round((double) values[i] / grid.scale()) + grid.zeroPoint();
        activations[i] = (byte) Math.max(0, Math.min(255, q));
      }
    }
    return activation;
  }

  /** How many sums of the first perceptron differ from those in 32 bits. */
  private int saturated(Path file) throws IOException {
    byte[] weights =
        constants(file).get(FIRST + ".weight/grid/integers").getRawData().toByteArray();
    int width = 64;
    int wrong = 0;
    for (int row = 0; row < IDS.length; row++) {
      for (int out = 0; out < weights.length / width; out++) {
        int exact = 0;
        int narrow = 0;
        for (int in = 0; in < width; in += 2) {
          int pair = product(row * width + in, weights[out * width + in]);
          pair += product(row * width + in + 1, weights[out * width + in + 1]);
          exact += pair;
          narrow += Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, pair));
        }
        wrong += exact == narrow ? 0 : 1;
      }
    }
    return wrong;
  }

  private int product(int place, byte weight) {
    return Byte.toUnsignedInt(activations[place]) * weight;
  }

  @ParameterizedTest
  @EnumSource(TargetProcessor.class)
  void theGraphSaysWhatItIsMadeFor(TargetProcessor processor) throws IOException {
    Path file = export(processor);
    String name = processor == TargetProcessor.ANY ? "any" : "vnni";
    try (OnnxModel opened = OnnxModel.open(file, 1)) {
      assertEquals(name, opened.metadata().get("cpu"));
    }
    Path dynamic = export(Precision.Int8Dynamic::new, processor.weightBits(), true);
    try (OnnxModel opened = OnnxModel.open(dynamic, 1)) {
      assertEquals(name, opened.metadata().get("cpu"));
    }
  }

  /** ONNX Runtime makes weights unsigned one product at a time, zero points with them. */
  @ParameterizedTest
  @CsvSource({"false", "true"})
  void noProductsShareAZeroPoint(boolean perChannel) throws IOException {
    for (Function<Int8Weights, Precision> precision :
        List.<Function<Int8Weights, Precision>>of(this::int8, Precision.Int8Dynamic::new)) {
      Path file = export(precision, 8, perChannel);
      List<String> taken = new ArrayList<>();
      for (NodeProto node : GraphNodes.read(file)) {
        switch (node.getOpType()) {
          case "DequantizeLinear" -> taken.add(node.getInputCount() > 2 ? node.getInput(2) : "");
          case "MatMulInteger" -> taken.add(node.getInput(3));
          default -> {}
        }
      }
      List<String> ofWeights =
          taken.stream().filter(name -> name.endsWith("/zero_points")).toList();
      assertEquals(7, ofWeights.size(), taken.toString());
      assertEquals(7, ofWeights.stream().distinct().count(), ofWeights.toString());
    }
  }

  private OnnxOutput output(Path file, Processor processor) throws IOException {
    try (OnnxModel opened = OnnxModel.open(file, 1, null, processor)) {
      Map<String, OnnxInput> inputs = new HashMap<>();
      inputs.put("input_ids", OnnxInput.of(new long[] {5, 6, 7}, 1, 3));
      inputs.put("attention_mask", OnnxInput.of(new long[] {1, 1, 1}, 1, 3));
      return opened.run(inputs);
    }
  }

  private Optional<String> warning(Path file, Processor processor) throws IOException {
    try (OnnxModel opened = OnnxModel.open(file, 1, null, processor)) {
      return opened.warning();
    }
  }

  @Test
  void aGraphForVnniIsExactEverywhereAndSaysThatItIsSlow() throws IOException {
    Path file = export(TargetProcessor.VNNI);
    assertArrayEquals(output(file, AVX_VNNI).values(), output(file, AVX2).values());
    assertEquals(Optional.empty(), warning(file, AVX_VNNI));
    assertEquals(
        file
            + " is made for processors with VNNI, which this one is not known to have: here its"
            + " products are computed more slowly, so that none saturates, and programs that do not"
            + " set session.x64quantprecision to 1 in ONNX Runtime would get wrong results; the"
            + " option --cpu any makes graphs for every processor",
        warning(file, AVX2).orElseThrow());
  }

  @Test
  void othersAreRunWithoutAWord() throws IOException {
    assertEquals(Optional.empty(), warning(export(TargetProcessor.ANY), AVX2));
    Path exact = export(weights -> new Precision.Float32(), 8, false);
    try (OnnxModel opened = OnnxModel.open(exact, 1, null, AVX2)) {
      assertEquals(Optional.empty(), opened.warning());
      assertFalse(opened.metadata().containsKey("cpu"));
    }
  }

  /** As earlier versions wrote it, or somebody changed it. */
  private Path with(Path file, String cpu) throws IOException {
    ModelProto.Builder changed = ModelProto.parseFrom(Files.readAllBytes(file)).toBuilder();
    List<StringStringEntryProto> others =
        changed.getMetadataPropsList().stream()
            .filter(entry -> !entry.getKey().equals("cpu"))
            .toList();
    changed.clearMetadataProps().addAllMetadataProps(others);
    if (!cpu.isEmpty()) {
      changed.addMetadataProps(StringStringEntryProto.newBuilder().setKey("cpu").setValue(cpu));
    }
    return Files.write(file, changed.build().toByteArray());
  }

  @Test
  void aGraphThatDoesNotSayIsToBeExportedAgain() throws IOException {
    Path file = with(export(TargetProcessor.VNNI), "");
    assertEquals(Optional.empty(), warning(file, AVX_VNNI));
    assertEquals(
        file
            + " does not say which processors it is made for, and this one is not known to have"
            + " VNNI, so that products of bytes may saturate and results be wrong; export it again",
        warning(file, AVX2).orElseThrow());
    Path other = with(file, "avx9");
    assertEquals(
        other + ": its metadata's cpu is 'avx9'; it can be any, vnni",
        assertThrows(IllegalArgumentException.class, () -> warning(other, AVX2)).getMessage());
  }
}
