package org.outeffhop.export;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import org.outeffhop.model.BertConfig;
import org.outeffhop.runtime.GraphNames;

/** BERT as a graph; it reads as {@code Bert}, {@code BertEncoder} and {@code BertLayer} do. */
final class BertGraph {
  private static final String EMBEDDINGS = "bert.embeddings";
  private static final String HEAD = "cls.predictions.";

  /**
   * Hidden states after a norm.
   *
   * @param residual [B, L, D], which residuals add: so ONNX Runtime fuses them with the norm behind
   * @param input what linear layers take, under the norm's probe point: rows, [B L, D], or the same
   */
  private record Hidden(OnnxValue residual, OnnxValue input) {}

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
    batch.output(ops, Sequences.HIDDEN, hidden(batch, false).input(), config.hiddenSize());
  }

  /** {@code logits}, [B, L, V], and {@code last_hidden_state}, [B, L, D]. */
  void maskedLanguageModel() {
    OnnxOps ops = layers.ops("cls");
    Sequences batch = Sequences.of(layers.ops("bert"));
    OnnxValue hidden = hidden(batch, config.tieWordEmbeddings()).input();
    OnnxValue transformed = layers.linear(HEAD + "transform.dense", hidden);
    OnnxValue active =
        layers.activation(HEAD + "transform.transform_act_fn", config.hiddenAct(), transformed);
    OnnxValue x =
        layers.layerNorm(
            HEAD + "transform.LayerNorm", active, config.hiddenSize(), config.layerNormEps());
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

  private Hidden hidden(Sequences batch, boolean tied) {
    OnnxOps ops = layers.ops("bert");
    QueryKeyShapes shape =
        QueryKeyShapes.of(
            HeadShape.of(ops, batch.sizes(), config.numAttentionHeads(), config.hiddenSize()));
    OnnxValue mask = batch.padding(ops, config.attention().method().hasSink());
    Hidden x = embeddings(batch, tied);
    for (int layer = 0; layer < config.numHiddenLayers(); layer++) {
      x = layer("bert.encoder.layer." + layer, batch, x, mask, shape);
    }
    return x;
  }

  private Hidden embeddings(Sequences batch, boolean tied) {
    OnnxOps ops = layers.ops(EMBEDDINGS);
    OnnxGraph graph = layers.graph();
    OnnxValue types =
        graph.input("token_type_ids", DataType.INT64, Sequences.BATCH, GraphNames.LENGTH);
    String words = EMBEDDINGS + ".word_embeddings.weight";
    OnnxValue word =
        tied
            ? layers.embedding(ops, words, batch.ids(), HEAD + "decoder")
            : layers.embedding(ops, words, batch.ids());
    OnnxValue position = ops.slice(table("position"), 0, graph.integers(0), batch.length());
    OnnxValue type = ops.gather(table("token_type"), types);
    OnnxValue sum = ops.add(known(ops.add(word, position)), type);
    return norm(EMBEDDINGS + ".LayerNorm", known(sum));
  }

  private OnnxValue table(String kind) {
    return layers.parameter(EMBEDDINGS + "." + kind + "_embeddings.weight");
  }

  private Hidden norm(String name, OnnxValue x) {
    OnnxValue sequences = layers.normalised(name, x, config.hiddenSize(), config.layerNormEps());
    if (layers.inSequences()) {
      OnnxValue hidden = layers.graph().at(name, sequences).ofSequences();
      return new Hidden(hidden, hidden);
    }
    OnnxValue rows = layers.ops(name).reshape(sequences, -1, config.hiddenSize());
    return new Hidden(sequences, layers.graph().at(name, rows));
  }

  private Hidden layer(
      String name, Sequences batch, Hidden x, OnnxValue mask, QueryKeyShapes shape) {
    OnnxValue retrieved = attend(name + ".attention.", x.input(), mask, shape);
    Hidden attended = added(name + ".attention.output", batch, x, retrieved);
    return added(name + ".output", batch, attended, mlp(name, attended.input()));
  }

  /** norm(x + change). */
  private Hidden added(String name, Sequences batch, Hidden x, OnnxValue change) {
    String point = name + ".residual";
    OnnxValue unrolled =
        layers.inSequences()
            ? change
            : batch.unrolled(layers.ops(point), change, config.hiddenSize());
    return norm(name + ".LayerNorm", layers.sum(point, x.residual(), known(unrolled)));
  }

  private OnnxValue known(OnnxValue sequences) {
    return layers
        .graph()
        .known(sequences, DataType.FLOAT, Sequences.BATCH, GraphNames.LENGTH, config.hiddenSize());
  }

  private OnnxValue attend(String name, OnnxValue x, OnnxValue mask, QueryKeyShapes shape) {
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
    return layers.linearAndSum(name + "output.dense", context);
  }

  private OnnxValue mlp(String name, OnnxValue x) {
    OnnxValue hidden =
        layers.activation(
            name + ".intermediate.intermediate_act_fn",
            config.hiddenAct(),
            layers.linearAndSum(name + ".intermediate.dense", x));
    return layers.linearAndSum(name + ".output.dense", hidden);
  }
}
