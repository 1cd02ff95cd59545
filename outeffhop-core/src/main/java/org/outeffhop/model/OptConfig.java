package org.outeffhop.model;

import org.outeffhop.hopfield.AttentionConfig;

/** The shape of an OPT decoder; field names are Hugging Face's in camel case. */
public record OptConfig(
    int vocabSize,
    int hiddenSize,
    int numHiddenLayers,
    int numAttentionHeads,
    int ffnDim,
    int maxPositionEmbeddings,
    double dropout,
    double attentionDropout,
    double initStd,
    AttentionConfig attention) {

  public OptConfig {
    ConfigChecks.positive("vocab_size", vocabSize);
    ConfigChecks.positive("num_hidden_layers", numHiddenLayers);
    ConfigChecks.positive("ffn_dim", ffnDim);
    ConfigChecks.positive("max_position_embeddings", maxPositionEmbeddings);
    ConfigChecks.probability("dropout", dropout);
    ConfigChecks.probability("attention_dropout", attentionDropout);
    ConfigChecks.heads("hidden_size", hiddenSize, "num_attention_heads", numAttentionHeads);
  }

  /** OPT-125m: 12 pre-norm layers of width 768, 125M parameters at a vocabulary of 50,272. */
  public static OptConfig opt125m(AttentionConfig attention) {
    return new OptConfig(50272, 768, 12, 12, 3072, 2048, 0.1, 0, 0.006, attention);
  }

  /** A small OPT without dropout. */
  public static OptConfig small(
      int vocabSize, int hiddenSize, int layers, int heads, int length, AttentionConfig attention) {
    return new OptConfig(
        vocabSize, hiddenSize, layers, heads, 4 * hiddenSize, length, 0, 0, 0.02, attention);
  }
}
