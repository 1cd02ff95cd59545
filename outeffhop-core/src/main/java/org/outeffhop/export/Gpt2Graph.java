package org.outeffhop.export;

import org.bytedeco.pytorch.Tensor;
import org.outeffhop.model.Gpt2Config;

/** GPT-2 as a graph; it reads as {@code Gpt2} and {@code Gpt2Layer} do. */
final class Gpt2Graph {
  private static final String TRANSFORMER = "transformer.";
  private static final String TOKENS = TRANSFORMER + "wte.weight";

  private final Gpt2Config config;
  private final OnnxLayers layers;
  private final boolean cached;

  /**
   * A graph in the making.
   *
   * @param cached whether keys and values of earlier tokens are inputs
   */
  Gpt2Graph(Gpt2Config config, OnnxLayers layers, boolean cached) {
    this.config = config;
    this.layers = layers;
    this.cached = cached;
  }

  /** {@code logits}, [B, L, V], and {@code last_hidden_state}, [B, L, D]. */
  void languageModel() {
    OnnxOps ops = layers.ops("transformer");
    Sequences batch = cached ? Sequences.continued(ops) : Sequences.of(ops);
    batch.decoded(
        layers,
        config.tieWordEmbeddings() ? TOKENS : "lm_head.weight",
        hidden(ops, batch),
        config.nEmbd(),
        config.vocabSize());
  }

  private OnnxValue hidden(OnnxOps ops, Sequences batch) {
    QueryKeyShapes shapes =
        QueryKeyShapes.of(HeadShape.of(ops, batch.sizes(), config.nHead(), config.nEmbd()));
    DecoderAttention attention = batch.attention(layers, ops, config.attention(), shapes);
    OnnxValue words = batch.words(layers, ops, TOKENS, config.tieWordEmbeddings());
    OnnxValue sum = ops.add(words, placed(ops, batch));
    OnnxValue x = layers.graph().at(TRANSFORMER + "drop", ops.reshape(sum, -1, config.nEmbd()));
    for (int layer = 0; layer < config.nLayer(); layer++) {
      x = layer(TRANSFORMER + "h." + layer, x, attention);
    }
    return norm(TRANSFORMER + "ln_f", x);
  }

  /** The vectors of the places, [1, L, W], counted from the first token of all. */
  private OnnxValue placed(OnnxOps ops, Sequences batch) {
    OnnxGraph graph = layers.graph();
    OnnxValue end = cached ? ops.add(batch.past(), batch.length()) : batch.length();
    OnnxValue total = ops.node("Squeeze", end, graph.integers(0));
    OnnxValue places = ops.node("Range", graph.integer(0), total, graph.integer(1));
    OnnxValue own = batch.ofThese(ops, ops.unsqueeze(places, 0), 1);
    return layers.embedding(ops, TRANSFORMER + "wpe.weight", own);
  }

  private OnnxValue layer(String name, OnnxValue x, DecoderAttention attention) {
    OnnxValue retrieved = attend(name + ".attn", norm(name + ".ln_1", x), attention);
    OnnxValue attended = layers.sum(name + ".attn.residual", x, retrieved);
    return layers.sum(name, attended, mlp(name + ".mlp", norm(name + ".ln_2", attended)));
  }

  private OnnxValue norm(String name, OnnxValue x) {
    return layers.layerNorm(name, x, config.nEmbd(), config.layerNormEpsilon());
  }

  private OnnxValue attend(String name, OnnxValue x, DecoderAttention attention) {
    OnnxOps ops = layers.ops(name);
    OnnxValue joint = operand(ops, linear(name + ".c_attn", x));
    OnnxValue context =
        attention.context(
            name, third(ops, joint, 0), third(ops, joint, 1), third(ops, joint, 2), x);
    return linear(name + ".c_proj", context);
  }

  /** What attention takes: integers where it multiplies such, which fused attention does not. */
  private OnnxValue operand(OnnxOps ops, OnnxValue x) {
    return cached ? x : layers.arithmetic().operand(ops, x);
  }

  /** Queries, keys or values, which are integers where the layer's output is. */
  private OnnxValue third(OnnxOps ops, OnnxValue joint, long index) {
    long width = config.nEmbd();
    return ops.slice(joint, 1, index * width, (index + 1) * width).on(joint.grid());
  }

  private OnnxValue mlp(String name, OnnxValue x) {
    OnnxValue hidden =
        layers.activation(name + ".act", config.activationFunction(), linear(name + ".c_fc", x));
    return linear(name + ".c_proj", hidden);
  }

  /** A layer whose parameter is [in, out]; in the graph it is [out, in] as those of all models. */
  private OnnxValue linear(String name, OnnxValue x) {
    layers.weights().replace(name + ".weight", Tensor::t);
    return layers.linear(name, x);
  }
}
