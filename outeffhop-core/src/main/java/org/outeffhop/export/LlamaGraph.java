package org.outeffhop.export;

import org.outeffhop.model.LlamaConfig;

/** Llama as a graph; it reads as {@code Llama} and {@code LlamaLayer} do. */
final class LlamaGraph {
  private static final String MODEL = "model.";

  private final LlamaConfig config;
  private final OnnxLayers layers;
  private final boolean cached;

  /** What all layers share. */
  private record Shared(OnnxRotation rotation, DecoderAttention attention, QueryKeyShapes shapes) {}

  /**
   * A graph in the making.
   *
   * @param cached whether keys and values of earlier tokens are inputs
   */
  LlamaGraph(LlamaConfig config, OnnxLayers layers, boolean cached) {
    this.config = config;
    this.layers = layers;
    this.cached = cached;
  }

  /** {@code logits}, [B, L, V], and {@code last_hidden_state}, [B, L, D]. */
  void languageModel() {
    OnnxOps ops = layers.ops("model");
    Sequences batch = cached ? Sequences.continued(ops) : Sequences.of(ops);
    OnnxValue words =
        batch.words(layers, ops, MODEL + "embed_tokens.weight", config.tieWordEmbeddings());
    OnnxValue x =
        layers.graph().at(MODEL + "embed_tokens", ops.reshape(words, -1, config.hiddenSize()));
    Shared shared = shared(ops, batch);
    for (int layer = 0; layer < config.numHiddenLayers(); layer++) {
      x = layer(MODEL + "layers." + layer, x, shared);
    }
    OnnxValue normed = norm(MODEL + "norm", x);
    batch.decoded(
        layers,
        config.tieWordEmbeddings() ? MODEL + "embed_tokens.weight" : "lm_head.weight",
        normed,
        config.hiddenSize(),
        config.vocabSize());
  }

  private Shared shared(OnnxOps ops, Sequences batch) {
    int heads = config.numAttentionHeads();
    int size = config.headDim();
    HeadShape queries = HeadShape.of(ops, batch.sizes(), heads, (long) heads * size);
    int own = config.numKeyValueHeads();
    HeadShape keys = HeadShape.of(ops, batch.sizes(), own, (long) own * size);
    HeadShape inputs =
        config.attention().method().isGated()
            ? HeadShape.of(ops, batch.sizes(), heads, config.hiddenSize())
            : queries;
    QueryKeyShapes shapes = new QueryKeyShapes(queries, keys, inputs);
    return new Shared(
        OnnxRotation.of(
            ops, config.rotary().frequencies(size), config.maxPositionEmbeddings(), batch),
        batch.attention(layers, ops, config.attention(), shapes),
        shapes);
  }

  private OnnxValue norm(String name, OnnxValue x) {
    return layers.rmsNorm(name, x, config.rmsNormEps());
  }

  private OnnxValue layer(String name, OnnxValue x, Shared shared) {
    OnnxValue retrieved = attend(name + ".self_attn", norm(name + ".input_layernorm", x), shared);
    OnnxValue attended = layers.sum(name + ".self_attn.residual", x, retrieved);
    OnnxValue normed = norm(name + ".post_attention_layernorm", attended);
    return layers.sum(name, attended, mlp(name + ".mlp", normed));
  }

  private OnnxValue attend(String name, OnnxValue x, Shared shared) {
    QueryKeyShapes shapes = shared.shapes();
    OnnxValue query = layers.linear(name + ".q_proj", x);
    OnnxValue key = layers.linear(name + ".k_proj", x);
    OnnxValue context =
        shared
            .attention()
            .context(
                name,
                turned(name + ".query", query, shapes.queries(), shared),
                turned(name + ".key", key, shapes.keys(), shared),
                layers.linear(name + ".v_proj", x),
                x);
    return layers.linear(name + ".o_proj", context);
  }

  private OnnxValue turned(String point, OnnxValue rows, HeadShape shape, Shared shared) {
    return layers.graph().at(point, shared.rotation().turn(layers.ops(point), rows, shape));
  }

  private OnnxValue mlp(String name, OnnxValue x) {
    OnnxValue active =
        layers.activation(
            name + ".act_fn", config.hiddenAct(), layers.linear(name + ".gate_proj", x));
    OnnxValue product = layers.ops(name).mul(active, layers.linear(name + ".up_proj", x));
    return layers.linear(name + ".down_proj", layers.graph().at(name + ".product", product));
  }
}
