package org.outeffhop.export;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.stream.Stream;
import org.outeffhop.model.VisionTransformerConfig;

/** A vision transformer as a graph; it reads as {@code VisionTransformer} does. */
final class VisionTransformerGraph {
  private static final String EMBEDDINGS = "vit.embeddings.";
  private static final String PROJECTION = EMBEDDINGS + "patch_embeddings.projection";

  private final VisionTransformerConfig config;
  private final OnnxLayers layers;
  private final OnnxAttention attention;

  VisionTransformerGraph(VisionTransformerConfig config, OnnxLayers layers) {
    this.config = config;
    this.layers = layers;
    attention = new OnnxAttention(layers, config.attention());
  }

  /** {@code logits}, [B, classes]. */
  void classifier() {
    OnnxOps ops = layers.ops("vit");
    OnnxValue sequences = unrolled(ops, blocks());
    OnnxValue ofClass = ops.reshape(ops.slice(sequences, 1, 0, 1), -1, config.hiddenSize());
    OnnxValue logits = layers.linear("classifier", norm("vit.layernorm", ofClass));
    layers
        .graph()
        .output(Sequences.LOGITS, logits, DataType.FLOAT, Sequences.BATCH, config.numLabels());
  }

  /** {@code last_hidden_state}, [B, L, D]. */
  void encoder() {
    OnnxValue normed = norm("vit.layernorm", blocks());
    layers
        .graph()
        .output(
            Sequences.HIDDEN,
            unrolled(layers.ops("vit"), normed),
            DataType.FLOAT,
            Sequences.BATCH,
            tokens(),
            config.hiddenSize());
  }

  private OnnxValue unrolled(OnnxOps ops, OnnxValue rows) {
    return ops.reshape(rows, -1, tokens(), config.hiddenSize());
  }

  private OnnxValue blocks() {
    OnnxGraph graph = layers.graph();
    long size = config.imageSize();
    OnnxValue images =
        graph.input(
            "pixel_values", DataType.FLOAT, Sequences.BATCH, config.numChannels(), size, size);
    QueryKeyShapes shape =
        QueryKeyShapes.of(
            HeadShape.of(graph, tokens(), config.numAttentionHeads(), config.hiddenSize()));
    OnnxValue x = graph.at("vit.embeddings", embed(images));
    for (int layer = 0; layer < config.numHiddenLayers(); layer++) {
      x = layer("vit.encoder.layer." + layer, x, shape);
    }
    return x;
  }

  private long tokens() {
    return 1L + config.numRegisterTokens() + config.patches();
  }

  /** The class token, registers and patches, as rows. */
  private OnnxValue embed(OnnxValue images) {
    OnnxOps ops = layers.ops("vit.embeddings");
    long width = config.hiddenSize();
    layers.weights().replace(PROJECTION + ".weight", weight -> weight.reshape(width, -1));
    OnnxValue patches = layers.linear(PROJECTION, layers.graph().at("inputs", patches(images)));
    OnnxValue sequences = ops.reshape(patches, -1, config.patches(), width);
    OnnxValue positions = layers.parameter(EMBEDDINGS + "position_embeddings");
    OnnxValue first =
        ops.add(layers.parameter(EMBEDDINGS + "cls_token"), ops.slice(positions, 1, 0, 1));
    OnnxValue others = ops.add(sequences, ops.slice(positions, 1, 1, config.patches() + 1L));
    OnnxValue batch =
        ops.concat(0, ops.slice(ops.shape(images), 0, 0, 1), layers.graph().integers(1, 1));
    OnnxValue[] parts =
        Stream.concat(
                Stream.of(ops.node("Expand", first, batch)),
                Stream.concat(registers(ops, batch), Stream.of(others)))
            .toArray(OnnxValue[]::new);
    return ops.reshape(ops.concat(1, parts), -1, width);
  }

  private Stream<OnnxValue> registers(OnnxOps ops, OnnxValue batch) {
    return config.numRegisterTokens() == 0
        ? Stream.empty()
        : Stream.of(ops.node("Expand", layers.parameter(EMBEDDINGS + "register_tokens"), batch));
  }

  /** [B, C, size, size] to [B patches, C patch patch], row by row. */
  private OnnxValue patches(OnnxValue images) {
    OnnxOps ops = layers.ops("inputs");
    long patch = config.patchSize();
    long side = config.imageSize() / patch;
    long colours = config.numChannels();
    OnnxValue grid = ops.reshape(images, -1, colours, side, patch, side, patch);
    return ops.reshape(ops.transpose(grid, 0, 2, 4, 1, 3, 5), -1, colours * patch * patch);
  }

  private OnnxValue norm(String name, OnnxValue x) {
    return layers.layerNorm(name, x, config.hiddenSize(), config.layerNormEps());
  }

  private OnnxValue layer(String name, OnnxValue x, QueryKeyShapes shape) {
    OnnxValue retrieved = attend(name, norm(name + ".layernorm_before", x), shape);
    OnnxValue attended = layers.sum(name + ".attention.residual", x, retrieved);
    OnnxValue hidden =
        layers.activation(
            name + ".intermediate.intermediate_act_fn",
            config.hiddenAct(),
            layers.linear(name + ".intermediate.dense", norm(name + ".layernorm_after", attended)));
    return layers.sum(name, attended, layers.linear(name + ".output.dense", hidden));
  }

  private OnnxValue attend(String name, OnnxValue x, QueryKeyShapes shape) {
    String self = name + ".attention.attention";
    OnnxValue context =
        attention.context(
            self,
            layers.linear(self + ".query", x),
            layers.linear(self + ".key", x),
            layers.linear(self + ".value", x),
            x,
            null,
            shape);
    return layers.linear(name + ".attention.output.dense", context);
  }
}
