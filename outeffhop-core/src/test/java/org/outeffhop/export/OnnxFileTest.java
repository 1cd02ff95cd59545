package org.outeffhop.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.model.Opt;
import org.outeffhop.model.OptConfig;
import org.outeffhop.runtime.OnnxInput;
import org.outeffhop.runtime.OnnxModel;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/** What is in the files, and what is refused. */
class OnnxFileTest {
  private static final OptConfig CONFIG =
      OptConfig.small(20, 16, 1, 2, 9, AttentionConfig.opt(AttentionMethod.GATED_OUTEFFHOP));
  private static final Map<String, OnnxInput> INPUTS =
      Map.of(
          "input_ids",
          OnnxInput.of(new long[] {3, 4, 5, 6}, 2, 2),
          "attention_mask",
          OnnxInput.of(new long[] {1, 1, 1, 1}, 2, 2));

  @TempDir private Path folder;
  private TensorScope scope;
  private Opt model;
  private Path file;

  @BeforeEach
  void open() throws IOException {
    Engine.seed(1);
    scope = TensorScope.open();
    model = new Opt(CONFIG);
    file = folder.resolve("model.onnx");
    export(OnnxExport.LARGEST_GRAPH);
  }

  @AfterEach
  void close() {
    model.close();
    scope.close();
  }

  private void export(long limit) throws IOException {
    try (OnnxExport export = OnnxExport.of(CONFIG, model, new Precision.Float32())) {
      export.write(file, "1.2.3", limit);
    }
  }

  private ModelProto proto() throws IOException {
    return ModelProto.parseFrom(Files.readAllBytes(file));
  }

  @Test
  void constantsAreTheParametersUnderTheirNames() throws IOException {
    List<TensorProto> constants = proto().getGraph().getInitializerList();
    for (String name :
        List.of("model.decoder.layers.0.fc1.weight", "model.decoder.embed_tokens.weight")) {
      TensorProto constant =
          constants.stream().filter(c -> c.getName().equals(name)).findFirst().orElseThrow();
      float[] expected = Tensors.toFloats(model.parameters().asMap().get(name));
      float[] actual = new float[expected.length];
      constant
          .getRawData()
          .asReadOnlyByteBuffer()
          .order(ByteOrder.LITTLE_ENDIAN)
          .asFloatBuffer()
          .get(actual);
      assertArrayEquals(expected, actual);
    }
    assertEquals(17, proto().getOpsetImport(0).getVersion());
  }

  @Test
  void axesOfBatchAndLengthAreFree() throws IOException {
    var shape = proto().getGraph().getInput(0).getType().getTensorType().getShape();
    assertEquals("batch", shape.getDim(0).getDimParam());
    assertEquals("length", shape.getDim(1).getDimParam());
  }

  @Test
  void metadataSayWhatTheModelIs() throws IOException {
    try (OnnxModel opened = OnnxModel.open(file, 1)) {
      assertEquals("opt", opened.metadata().get("model"));
      assertEquals("text-generation", opened.metadata().get("pipeline_tag"));
      assertEquals("gated-outeffhop", opened.metadata().get("attention"));
      assertEquals("fp32", opened.metadata().get("precision"));
      assertEquals("1.2.3", opened.metadata().get("version"));
      assertTrue(opened.metadata().get("config").contains("\"ffn_dim\":64"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "-5", "99999999999", "2147483648", "0", "", "1.5", "\u0663"})
  void aLengthThatIsNoneIsNamed(String said) throws IOException {
    ModelProto.Builder model = proto().toBuilder();
    model.getMetadataPropsBuilderList().stream()
        .filter(property -> property.getKey().equals("max_length"))
        .forEach(property -> property.setValue(said));
    Files.write(file, model.build().toByteArray());
    assertEquals(
        "%s: its metadata's max_length is '%s'; it must be a whole number from 1 to 2147483647"
            .formatted(file, said),
        assertThrows(IllegalArgumentException.class, () -> OnnxModel.open(file, 1)).getMessage());
  }

  @Test
  void largeWeightsGoIntoASecondFile() throws IOException {
    float[] expected;
    try (OnnxModel opened = OnnxModel.open(file, 1)) {
      expected = opened.run(INPUTS).values();
    }
    long whole = Files.size(file);
    export(2000);
    assertTrue(Files.size(file) < whole);
    assertTrue(Files.size(folder.resolve("model.onnx.data")) > 4 * model.parameters().count() / 2);
    assertTrue(
        proto().getGraph().getInitializerList().stream()
            .filter(constant -> constant.getName().endsWith("fc1.weight"))
            .allMatch(constant -> constant.getRawData().isEmpty()));
    try (OnnxModel opened = OnnxModel.open(file, 1)) {
      assertArrayEquals(expected, opened.run(INPUTS).values());
    }
  }

  @Test
  void aFailedExportLeavesWhatWasThere() throws IOException {
    byte[] before = Files.readAllBytes(file);
    OnnxGraph graph = new OnnxGraph();
    graph.constant(
        new Initializer(
            "broken",
            DataType.FLOAT,
            List.of(1L),
            4,
            out -> {
              throw new IOException("the disk is full");
            }));
    OnnxFile broken = new OnnxFile(graph, Map.of());
    assertThrows(IOException.class, () -> broken.write(file, 100));
    assertThrows(IOException.class, () -> broken.write(file, 1));
    assertArrayEquals(before, Files.readAllBytes(file));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(file), files.toList());
    }
  }

  @Test
  void filesThatAreNotOursAreRefused() throws IOException {
    requireMessage("there is no file", folder.resolve("none.onnx"));
    Path text = Files.writeString(folder.resolve("text.onnx"), "no model");
    requireMessage("text.onnx is no ONNX model that ONNX Runtime can open", text);
    Path other = folder.resolve("other.onnx");
    Files.write(other, proto().toBuilder().clearMetadataProps().build().toByteArray());
    requireMessage(
        "other.onnx is an ONNX model of another program or an earlier version: its metadata have no",
        other);
  }

  private static void requireMessage(String message, Path path) {
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> OnnxModel.open(path, 1));
    assertTrue(error.getMessage().contains(message), error.getMessage());
  }

  @Test
  void wrongInputsAreNamed() throws IOException {
    OnnxInput ids = INPUTS.get("input_ids");
    try (OnnxModel opened = OnnxModel.open(file, 2)) {
      requireMessage(opened, "[input_ids, attention_mask]", Map.of("input_ids", ids));
      requireMessage(
          opened,
          "attention_mask is FLOAT [2]; the model takes INT64 [-1, -1]",
          Map.of("input_ids", ids, "attention_mask", OnnxInput.of(new float[2], 2)));
      requireMessage(
          opened,
          "input_ids has length 10; the model takes at most 9",
          Map.of(
              "input_ids",
              OnnxInput.of(new long[10], 1, 10),
              "attention_mask",
              OnnxInput.of(new long[10], 1, 10)));
      requireMessage(
          opened,
          "length is 2 in input_ids and 3 in attention_mask",
          Map.of("input_ids", ids, "attention_mask", OnnxInput.of(new long[6], 2, 3)));
    }
    assertThrows(IllegalArgumentException.class, () -> OnnxModel.open(file, 0));
    assertFalse(Files.exists(folder.resolve("model.onnx.data")));
  }

  private static void requireMessage(
      OnnxModel opened, String message, Map<String, OnnxInput> inputs) {
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> opened.run(inputs));
    assertTrue(error.getMessage().contains(message), error.getMessage());
  }
}
