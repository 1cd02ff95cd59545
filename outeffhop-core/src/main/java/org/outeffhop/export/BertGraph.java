package org.outeffhop.export;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import org.outeffhop.model.BertConfig;

/** BERT as a graph; it reads as {@code Bert}, {@code BertEncoder} and {@code BertLayer} do. */
final class BertGraph {
  private static final String EMBEDDINGS = "bert.embeddings";
  private static final String HEAD = "cls.predictions.";

  private final BertConfig config;
  private final OnnxLayers layers;
  private final OnnxAttention attention;

  BertGraph(BertConfig config, OnnxLayers layers) {
    this.config = config;
    this.layers = layers;
    attention = new OnnxAttention(layers, config.attention());
  }

  /** {@code last_hidden_state}, [B, L, D]. */
  void encoder() {
    OnnxOps ops = layers.ops("bert");
    Sequences batch = Sequences.of(ops);
    batch.output(ops, Sequences.HIDDEN, hidden(batch, false), config.hiddenSize());
  }

  /** {@code logits}, [B, L, V], and {@code last_hidden_state}, [B, L, D]. */
  void maskedLanguageModel() {
    OnnxOps ops = layers.ops("cls");
    Sequences batch = Sequences.of(layers.ops("bert"));
    OnnxValue hidden = hidden(batch, config.tieWordEmbeddings());
    OnnxValue transformed = layers.linear(HEAD + "transform.dense", hidden);
    OnnxValue active =
        layers.activation(HEAD + "transform.transform_act_fn", config.hiddenAct(), transformed);
    OnnxValue x = norm(HEAD + "transform.LayerNorm", active);
    OnnxValue logits =
        layers.linear(
            new LinearNames(
                HEAD + "decoder",
                config.tieWordEmbeddings()
                    ? EMBEDDINGS + ".word_embeddings.weight"
                    : HEAD + "decoder.weight",
                HEAD + "bias"),
            x);
    batch.output(ops, Sequences.LOGITS, logits, config.vocabSize());
    batch.output(ops, Sequences.HIDDEN, hidden, config.hiddenSize());
  }

  private OnnxValue hidden(Sequences batch, boolean tied) {
    OnnxOps ops = layers.ops("bert");
    HeadShapes shape =
        HeadShapes.of(
            HeadShape.of(ops, batch.sizes(), config.numAttentionHeads(), config.hiddenSize()));
    OnnxValue mask = batch.padding(ops, config.attention().method().hasSink());
    OnnxValue x = embeddings(batch, tied);
    for (int layer = 0; layer < config.numHiddenLayers(); layer++) {
      x = layer("bert.encoder.layer." + layer, x, mask, shape);
    }
    return x;
  }

  private OnnxValue embeddings(Sequences batch, boolean tied) {
    OnnxOps ops = layers.ops(EMBEDDINGS);
    OnnxGraph graph = layers.graph();
    OnnxValue types =
        graph.input("token_type_ids", DataType.INT64, Sequences.BATCH, Sequences.LENGTH);
    String words = EMBEDDINGS + ".word_embeddings.weight";
    OnnxValue word =
        tied
            ? layers.embedding(ops, words, batch.ids(), HEAD + "decoder")
            : layers.embedding(ops, words, batch.ids());
    OnnxValue position = ops.slice(table("position"), 0, graph.integers(0), batch.length());
    OnnxValue type = ops.gather(table("token_type"), types);
    OnnxValue sum = ops.add(ops.add(word, position), type);
    return norm(EMBEDDINGS + ".LayerNorm", ops.reshape(sum, -1, config.hiddenSize()));
  }

  private OnnxValue table(String kind) {
    return layers.parameter(EMBEDDINGS + "." + kind + "_embeddings.weight");
  }

  private OnnxValue norm(String name, OnnxValue x) {
    return layers.layerNorm(name, x, config.hiddenSize(), config.layerNormEps());
  }

  private OnnxValue layer(String name, OnnxValue x, OnnxValue mask, HeadShapes shape) {
    OnnxValue retrieved = attend(name + ".attention.", x, mask, shape);
    OnnxValue attended =
        norm(
            name + ".attention.output.LayerNorm",
            layers.sum(name + ".attention.output.residual", x, retrieved));
    OnnxValue changed = layers.sum(name + ".output.residual", attended, mlp(name, attended));
    return norm(name + ".output.LayerNorm", changed);
  }

  private OnnxValue attend(String name, OnnxValue x, OnnxValue mask, HeadShapes shape) {
    String self = name + "self";
    OnnxValue context =
        attention.context(
            self,
            layers.linear(self + ".query", x),
            layers.linear(self + ".key", x),
            layers.linear(self + ".value", x),
            x,
            mask,
            shape);
    return layers.linear(name + "output.dense", context);
  }

  private OnnxValue mlp(String name, OnnxValue x) {
    OnnxValue hidden =
        layers.activation(
            name + ".intermediate.intermediate_act_fn",
            config.hiddenAct(),
            layers.linear(name + ".intermediate.dense", x));
    return layers.linear(name + ".output.dense", hidden);
  }
}
