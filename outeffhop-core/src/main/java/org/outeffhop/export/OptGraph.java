package org.outeffhop.export;

import org.outeffhop.model.OptConfig;

/** OPT as a graph; it reads as {@code Opt} and {@code OptLayer} do. */
final class OptGraph {
  private static final String DECODER = "model.decoder.";
  private static final double EPS = 1e-5;

  /** One less than where Hugging Face's OPT starts counting positions. */
  private static final long PADDING_POSITION = 1;

  private final OptConfig config;
  private final OnnxLayers layers;
  private final boolean cached;

  /**
   * A graph in the making.
   *
   * @param cached whether keys and values of earlier tokens are inputs
   */
  OptGraph(OptConfig config, OnnxLayers layers, boolean cached) {
    this.config = config;
    this.layers = layers;
    this.cached = cached;
  }

  /** {@code logits}, [B, L, V], and {@code last_hidden_state}, [B, L, D]. */
  void languageModel() {
    OnnxOps ops = layers.ops("model.decoder");
    Sequences batch = cached ? Sequences.continued(ops) : Sequences.of(ops);
    String matrix = config.tieWordEmbeddings() ? DECODER + "embed_tokens" : "lm_head";
    batch.decoded(
        layers,
        matrix + ".weight",
        hidden(ops, batch),
        config.wordEmbedProjDim(),
        config.vocabSize());
  }

  private OnnxValue hidden(OnnxOps ops, Sequences batch) {
    QueryKeyShapes shape =
        QueryKeyShapes.of(
            HeadShape.of(ops, batch.sizes(), config.numAttentionHeads(), config.hiddenSize()));
    DecoderAttention attention = batch.attention(layers, ops, config.attention(), shape);
    OnnxValue x = layers.sum(DECODER + "embeddings", embedded(ops, batch), placed(ops, batch));
    for (int layer = 0; layer < config.numHiddenLayers(); layer++) {
      String name = DECODER + "layers." + layer;
      x = config.doLayerNormBefore() ? preNorm(name, x, attention) : postNorm(name, x, attention);
    }
    OnnxValue normed = config.hasFinalNorm() ? norm(DECODER + "final_layer_norm", x) : x;
    return projects() ? layers.linear(DECODER + "project_out", normed) : normed;
  }

  private boolean projects() {
    return config.wordEmbedProjDim() != config.hiddenSize();
  }

  private OnnxValue embedded(OnnxOps ops, Sequences batch) {
    OnnxValue words =
        batch.words(layers, ops, DECODER + "embed_tokens.weight", config.tieWordEmbeddings());
    OnnxValue rows = ops.reshape(words, -1, config.wordEmbedProjDim());
    return projects() ? layers.linear(DECODER + "project_in", rows) : rows;
  }

  /** The vectors of the places, counted over the tokens that are not padding. */
  private OnnxValue placed(OnnxOps ops, Sequences batch) {
    OnnxGraph graph = layers.graph();
    OnnxValue count = ops.node("CumSum", batch.visible(), graph.integer(1));
    OnnxValue place = ops.add(ops.mul(count, batch.visible()), graph.integer(PADDING_POSITION));
    OnnxValue own = cached ? batch.ofThese(ops, place, 1) : place;
    OnnxValue vectors = layers.embedding(ops, DECODER + "embed_positions.weight", own);
    return ops.reshape(vectors, -1, config.hiddenSize());
  }

  private OnnxValue norm(String name, OnnxValue x) {
    return layers.layerNorm(name, x, config.hiddenSize(), EPS);
  }

  private OnnxValue preNorm(String name, OnnxValue x, DecoderAttention attention) {
    OnnxValue change = attend(name, norm(name + ".self_attn_layer_norm", x), attention);
    OnnxValue attended = layers.sum(name + ".self_attn.residual", x, change);
    return layers.sum(name, attended, mlp(name, norm(name + ".final_layer_norm", attended)));
  }

  private OnnxValue postNorm(String name, OnnxValue x, DecoderAttention attention) {
    OnnxValue change = attend(name, x, attention);
    OnnxValue attended =
        norm(name + ".self_attn_layer_norm", layers.sum(name + ".self_attn.residual", x, change));
    OnnxValue changed = layers.sum(name + ".fc2.residual", attended, mlp(name, attended));
    return norm(name + ".final_layer_norm", changed);
  }

  private OnnxValue attend(String name, OnnxValue x, DecoderAttention attention) {
    String self = name + ".self_attn";
    OnnxValue context =
        attention.context(
            self,
            layers.linear(self + ".q_proj", x),
            layers.linear(self + ".k_proj", x),
            layers.linear(self + ".v_proj", x),
            x);
    return layers.linear(self + ".out_proj", context);
  }

  private OnnxValue mlp(String name, OnnxValue x) {
    OnnxValue hidden =
        layers.activation(
            name + ".activation_fn", config.activationFunction(), layers.linear(name + ".fc1", x));
    return layers.linear(name + ".fc2", hidden);
  }
}
