package org.outeffhop.inference;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.outeffhop.model.ModelType;

/**
 * A graph of one or two operators, written by hand with the metadata of an export, whose outputs
 * anyone can work out on paper: every token has a row of scores, an image's pixels are its scores,
 * a forecast is the end of what was given, doubled.
 */
final class TinyGraph {
  /** Of the tokenizer that {@link #tokenizer} writes. */
  static final List<String> VOCABULARY = List.of("[UNK]", "[MASK]", "</s>", "a", "b", "c");

  private static final int OPSET = 17;
  private static final int IR_VERSION = 8;

  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("tiny");
  private final Map<String, String> metadata = new LinkedHashMap<>();

  private TinyGraph(String kind, String config) {
    metadata.put("model", kind);
    metadata.put("pipeline_tag", ModelType.of(kind).task().toString());
    metadata.put("attention", "outeffhop");
    metadata.put("precision", "fp32");
    metadata.put("config", config);
    metadata.put("version", "test");
  }

  /**
   * Over tokens: {@code logits} are the row of a token in {@code scores}, {@code last_hidden_state}
   * is its row in {@code states}.
   *
   * @param scores a row for each token of the vocabulary; null: the graph has no {@code logits}
   * @param states a row for each token; null: the graph has no {@code last_hidden_state}
   */
  static TinyGraph text(String kind, int longest, float[][] scores, float[][] states) {
    TinyGraph tiny =
        new TinyGraph(
            kind,
            "{\"vocab_size\": %d, \"max_position_embeddings\": %d}"
                .formatted(VOCABULARY.size(), longest));
    tiny.graph.addInput(value("input_ids", DataType.INT64, "batch", "length"));
    tiny.graph.addInput(value("attention_mask", DataType.INT64, "batch", "length"));
    tiny.lookUp("logits", scores);
    tiny.lookUp("last_hidden_state", states);
    return tiny;
  }

  private void lookUp(String output, float[][] rows) {
    if (rows != null) {
      graph.addInitializer(constant(output + ".rows", rows));
      graph.addNode(
          NodeProto.newBuilder()
              .setOpType("Gather")
              .addInput(output + ".rows")
              .addInput("input_ids")
              .addOutput(output));
      graph.addOutput(value(output, DataType.FLOAT, "batch", "length", rows[0].length));
    }
  }

  /** Over images: the classes' scores are the normalised pixels, row by row. */
  static TinyGraph image(String config, int channels, int size) {
    TinyGraph tiny = new TinyGraph("vit", config);
    tiny.graph.addInput(value("pixel_values", DataType.FLOAT, "batch", channels, size, size));
    tiny.graph.addNode(
        NodeProto.newBuilder()
            .setOpType("Flatten")
            .addInput("pixel_values")
            .addOutput("logits")
            .addAttribute(whole("axis", 1)));
    tiny.graph.addOutput(value("logits", DataType.FLOAT, "batch", channels * size * size));
    return tiny;
  }

  /**
   * Over images, without a head: {@code last_hidden_state} are the rows of pixels of one channel.
   */
  static TinyGraph imageEncoder(String config, int size) {
    TinyGraph tiny = new TinyGraph("vit", config);
    tiny.graph.addInput(value("pixel_values", DataType.FLOAT, "batch", 1, size, size));
    tiny.graph.addInitializer(wholes("axes", 1));
    tiny.graph.addNode(
        NodeProto.newBuilder()
            .setOpType("Squeeze")
            .addInput("pixel_values")
            .addInput("axes")
            .addOutput("last_hidden_state"));
    tiny.graph.addOutput(value("last_hidden_state", DataType.FLOAT, "batch", size, size));
    return tiny;
  }

  /** Over series: twice the last {@code ahead} of the {@code context} steps that were given. */
  static TinyGraph series(int context, int ahead, int channels) {
    TinyGraph tiny =
        new TinyGraph(
            "stanhop",
            "{\"context_length\": %d, \"num_input_channels\": %d}".formatted(context, channels));
    tiny.graph.addInput(value("past_values", DataType.FLOAT, "batch", context, channels));
    tiny.graph.addInitializer(wholes("first", context - ahead));
    tiny.graph.addInitializer(wholes("end", context));
    tiny.graph.addInitializer(wholes("axis", 1));
    tiny.graph.addNode(
        NodeProto.newBuilder()
            .setOpType("Slice")
            .addAllInput(List.of("past_values", "first", "end", "axis"))
            .addOutput("last"));
    tiny.graph.addNode(
        NodeProto.newBuilder()
            .setOpType("Add")
            .addAllInput(List.of("last", "last"))
            .addOutput("prediction_outputs"));
    tiny.graph.addOutput(value("prediction_outputs", DataType.FLOAT, "batch", ahead, channels));
    return tiny;
  }

  /** Replaces something that the file says of itself. */
  TinyGraph saying(String name, String value) {
    metadata.put(name, value);
    return this;
  }

  /** Writes the file. */
  Path write(Path file) throws IOException {
    ModelProto.Builder model = ModelProto.newBuilder().setIrVersion(IR_VERSION).setGraph(graph);
    model.addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET));
    metadata.forEach(
        (key, value) ->
            model.addMetadataProps(
                StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
    return Files.write(file, model.build().toByteArray());
  }

  /** Writes {@code tokenizer.json}: words between spaces, no token before or after a text. */
  static Path tokenizer(Path folder) throws IOException {
    StringBuilder added = new StringBuilder();
    StringBuilder ids = new StringBuilder();
    for (int id = 0; id < VOCABULARY.size(); id++) {
      String token = VOCABULARY.get(id);
      ids.append(id == 0 ? "" : ",").append("\"%s\": %d".formatted(token, id));
      if (id < 3) {
        added
            .append(id == 0 ? "" : ",")
            .append(
                """
                {"id": %d, "content": "%s", "single_word": false, "lstrip": false,
                 "rstrip": false, "normalized": false, "special": true}"""
                    .formatted(id, token));
      }
    }
    return Files.writeString(
        folder.resolve("tokenizer.json"),
        """
        {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [%s],
         "normalizer": null, "pre_tokenizer": {"type": "WhitespaceSplit"}, "post_processor": null,
         "decoder": null, "model": {"type": "WordLevel", "unk_token": "[UNK]", "vocab": {%s}}}
        """
            .formatted(added, ids));
  }

  private static TensorProto constant(String name, float[][] rows) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(DataType.FLOAT.getNumber())
            .addDims(rows.length)
            .addDims(rows[0].length);
    for (float[] row : rows) {
      for (float value : row) {
        tensor.addFloatData(value);
      }
    }
    return tensor.build();
  }

  private static TensorProto wholes(String name, long... values) {
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(DataType.INT64.getNumber())
        .addDims(values.length)
        .addAllInt64Data(Arrays.stream(values).boxed().toList())
        .build();
  }

  private static AttributeProto whole(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  /** Of axes that have a name or a size. */
  private static ValueInfoProto value(String name, DataType type, Object... axes) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (Object axis : axes) {
      TensorShapeProto.Dimension.Builder dimension = TensorShapeProto.Dimension.newBuilder();
      shape.addDim(
          axis instanceof String free
              ? dimension.setDimParam(free)
              : dimension.setDimValue((Integer) axis));
    }
    TypeProto.Tensor tensor =
        TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(shape).build();
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }
}
