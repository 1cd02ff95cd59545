package org.outeffhop.runtime;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Graphs that end ONNX Runtime's process, when they are opened or when they run. */
class RunnableGraphTest {
  private static final int FLOAT = TensorProto.DataType.FLOAT.getNumber();
  private static final int INT64 = TensorProto.DataType.INT64.getNumber();

  @TempDir Path folder;

  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("model.onnx");
  }

  @Test
  void wholeNumbersAreNotDivided() throws IOException {
    for (String operator : List.of("Div", "Mod")) {
      assertEquals(
          file
              + ": its node 'n' (%s) divides whole numbers, which ends the process where one is zero; no export writes that"
                  .formatted(operator),
          refusal(constant("a", INT64), constant("b", INT64), node(operator, "y", "a", "b")));
    }
    assertAccepted(constant("a", FLOAT), constant("b", FLOAT), node("Div", "y", "a", "b"));
  }

  /** The constants stand behind the nodes, and a whole number comes of a shape. */
  @Test
  void theTypesOfValuesAreFollowed() throws IOException {
    NodeProto shape = node("Shape", "s", "a");
    NodeProto divided = node("Div", "y", "s", "s");
    assertEquals(
        file
            + ": its node 'n' (Div) divides whole numbers, which ends the process where one is zero; no export writes that",
        refusal(constant("a", FLOAT), constant("b", FLOAT), shape, divided));
    AttributeProto to = AttributeProto.newBuilder().setName("to").setI(FLOAT).build();
    NodeProto cast = node("Cast", "f", "s").toBuilder().addAttribute(to).build();
    assertAccepted(
        constant("a", FLOAT), constant("b", FLOAT), shape, cast, node("Div", "y", "f", "f"));
  }

  @Test
  void graphsWithinTheGraphAndSizesOfZeroAreRefused() throws IOException {
    AttributeProto body =
        AttributeProto.newBuilder().setName("body").setG(GraphProto.getDefaultInstance()).build();
    NodeProto loop = node("Loop", "y", "a").toBuilder().addAttribute(body).build();
    assertEquals(
        file
            + ": its node 'n' (Loop) has a graph of its own, which is not run a constant number of times up to 1000; no export writes that",
        refusal(constant("a", FLOAT), constant("b", FLOAT), loop));
    AttributeProto heads = AttributeProto.newBuilder().setName("num_heads").setI(0).build();
    NodeProto attention = node("Attention", "y", "a").toBuilder().addAttribute(heads).build();
    assertEquals(
        file
            + ": its node 'n' (Attention) has num_heads 0; it must be at least 1; no export writes that",
        refusal(constant("a", FLOAT), constant("b", FLOAT), attention));
  }

  private String refusal(TensorProto a, TensorProto b, NodeProto... nodes) throws IOException {
    write(a, b, nodes);
    return assertThrows(IllegalArgumentException.class, () -> OnnxModel.open(file, 1)).getMessage();
  }

  private void assertAccepted(TensorProto a, TensorProto b, NodeProto... nodes) throws IOException {
    write(a, b, nodes);
    assertDoesNotThrow(() -> RunnableGraph.require(file));
  }

  private void write(TensorProto a, TensorProto b, NodeProto... nodes) throws IOException {
    GraphProto graph =
        GraphProto.newBuilder()
            .addAllNode(List.of(nodes))
            .addInitializer(a)
            .addInitializer(b)
            .build();
    Files.write(file, ModelProto.newBuilder().setGraph(graph).build().toByteArray());
  }

  private static TensorProto constant(String name, int type) {
    return TensorProto.newBuilder().setName(name).setDataType(type).build();
  }

  private static NodeProto node(String operator, String output, String... inputs) {
    return NodeProto.newBuilder()
        .setName("n")
        .setOpType(operator)
        .addAllInput(List.of(inputs))
        .addOutput(output)
        .build();
  }

  @Test
  void whatStandsInPlaceOfAModelIsNamed() throws IOException {
    Files.writeString(file, "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n");
    requireNamed("it is a Git LFS pointer, in place of the file; run 'git lfs pull'");
    Files.writeString(file, "<!DOCTYPE html><html></html>");
    requireNamed("it is an HTML page; download the file itself");
  }

  private void requireNamed(String what) {
    assertEquals(
        file + " is no ONNX model that ONNX Runtime can open: " + what,
        assertThrows(IllegalArgumentException.class, () -> OnnxModel.open(file, 1)).getMessage());
  }
}
