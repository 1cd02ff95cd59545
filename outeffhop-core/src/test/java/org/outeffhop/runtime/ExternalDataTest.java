package org.outeffhop.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.fuzz.Fuzz;

/** A graph y = x + w, whose w of two numbers is in another file. */
class ExternalDataTest {
  private static final int FLOAT = 1;

  @TempDir private Path folder;

  private Path models;

  @BeforeEach
  void writeNumbers() throws IOException {
    models = Files.createDirectories(folder.resolve("models"));
    byte[] numbers =
        ByteBuffer.allocate(12)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putFloat(1)
            .putFloat(2)
            .putFloat(3)
            .array();
    Files.write(models.resolve("weights.bin"), numbers);
    Files.write(folder.resolve("secret.bin"), numbers);
  }

  private static TensorProto outside(Map<String, String> entries) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setName("w").setDataType(FLOAT).addDims(2);
    entries.forEach(
        (key, value) ->
            tensor.addExternalData(
                StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
    return tensor.setDataLocation(TensorProto.DataLocation.EXTERNAL).build();
  }

  private static ValueInfoProto pair(String name) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(2));
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(TypeProto.Tensor.newBuilder().setElemType(FLOAT).setShape(shape)))
        .build();
  }

  private static GraphProto.Builder sum() {
    return GraphProto.newBuilder()
        .setName("sum")
        .addInput(pair("x"))
        .addOutput(pair("y"))
        .addNode(
            NodeProto.newBuilder().setOpType("Add").addInput("x").addInput("w").addOutput("y"));
  }

  private Path model(GraphProto.Builder graph) throws IOException {
    ModelProto model =
        ModelProto.newBuilder()
            .setIrVersion(8)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
            .setGraph(graph)
            .build();
    return Files.write(models.resolve("model.onnx"), model.toByteArray());
  }

  private Path model(Map<String, String> entries) throws IOException {
    return model(sum().addInitializer(outside(entries)));
  }

  private void assertRefused(Path model, String reason) {
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> OnnxModel.foreign(model, 1).close());
    assertTrue(refusal.getMessage().startsWith(model.toString()), refusal.getMessage());
    assertTrue(refusal.getMessage().contains(reason), refusal.getMessage());
  }

  private void assertOutside(String location) throws IOException {
    assertRefused(
        model(Map.of("location", location)),
        "the values of 'w' are said to be in another file, at '%s', which is no file within its folder %s"
            .formatted(location, models.toRealPath()));
  }

  @Test
  void aFileInTheFolderIsRead() throws IOException {
    Path file = model(Map.of("location", "weights.bin", "offset", "4", "length", "8"));
    try (OnnxModel model = OnnxModel.foreign(file, 1)) {
      OnnxOutput output = model.run(Map.of("x", OnnxInput.of(new float[] {10, 20}, 2)));
      assertArrayEquals(new float[] {12, 23}, output.values());
    }
  }

  @Test
  void aPathOutOfTheFolderIsRefusedByName() throws IOException {
    assertOutside("../secret.bin");
    assertOutside(folder.resolve("secret.bin").toString());
    assertOutside("inner/../../secret.bin");
    assertOutside("./weights.bin");
    assertOutside("missing.bin");
    assertOutside("");
    assertOutside("*/_ORT_MEM_ADDR_/*");
  }

  @Test
  void linksAreNotFollowed() throws IOException {
    Files.createSymbolicLink(models.resolve("link.bin"), folder.resolve("secret.bin"));
    Files.createSymbolicLink(models.resolve("inner"), folder);
    assertOutside("link.bin");
    assertOutside("inner/secret.bin");
  }

  @Test
  void rangesAreWithinTheFile() throws IOException {
    assertRefused(
        model(Map.of("location", "weights.bin", "offset", "8", "length", "8")),
        "at 8 bytes from byte 8 of weights.bin, which has 12");
    assertRefused(model(Map.of("location", "weights.bin", "offset", "13")), "0 bytes from byte 13");
    assertRefused(
        model(Map.of("location", "weights.bin", "length", "9223372036854775807")),
        "9223372036854775807 bytes from byte 0");
    assertRefused(
        model(Map.of("location", "weights.bin", "offset", "-4")), "offset -4, which is negative");
    assertRefused(
        model(Map.of("location", "weights.bin", "offset", "x")), "offset 'x', which is no number");
  }

  @Test
  void constantsOfInnerGraphsAreSeen() throws IOException {
    TensorProto secret = outside(Map.of("location", "../secret.bin"));
    AttributeProto value = AttributeProto.newBuilder().setName("value").setT(secret).build();
    NodeProto constant =
        NodeProto.newBuilder().setOpType("Constant").addOutput("w").addAttribute(value).build();
    assertRefused(model(sum().addNode(0, constant)), "'../secret.bin'");
    AttributeProto branch =
        AttributeProto.newBuilder()
            .setName("then_branch")
            .setG(GraphProto.newBuilder().addNode(constant))
            .build();
    NodeProto choice =
        NodeProto.newBuilder().setOpType("If").addInput("x").addAttribute(branch).build();
    assertRefused(model(sum().addNode(0, choice)), "'../secret.bin'");
  }

  @Test
  void whatIsNoModelIsSaid() throws IOException {
    Path file = Files.write(models.resolve("model.onnx"), new byte[] {58, 127, 0, 0});
    assertRefused(file, "is no ONNX model");
    assertEquals(4, Files.size(file));
  }

  @Test
  void damagedModelsAreReadOrRefused() throws IOException {
    Path file = model(Map.of("location", "weights.bin", "offset", "4", "length", "8"));
    Fuzz.file(file, ExternalData::require);
  }
}
