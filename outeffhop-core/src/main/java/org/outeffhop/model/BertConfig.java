package org.outeffhop.model;

import org.outeffhop.hopfield.AttentionConfig;

/** The shape of a BERT; field names are Hugging Face's in camel case. */
public record BertConfig(
    int vocabSize,
    int hiddenSize,
    int numHiddenLayers,
    int numAttentionHeads,
    int intermediateSize,
    int maxPositionEmbeddings,
    int typeVocabSize,
    double hiddenDropoutProb,
    double attentionProbsDropoutProb,
    double layerNormEps,
    double initializerRange,
    AttentionConfig attention) {

  public BertConfig {
    ConfigChecks.positive("vocab_size", vocabSize);
    ConfigChecks.positive("num_hidden_layers", numHiddenLayers);
    ConfigChecks.positive("intermediate_size", intermediateSize);
    ConfigChecks.positive("max_position_embeddings", maxPositionEmbeddings);
    ConfigChecks.positive("type_vocab_size", typeVocabSize);
    ConfigChecks.probability("hidden_dropout_prob", hiddenDropoutProb);
    ConfigChecks.probability("attention_probs_dropout_prob", attentionProbsDropoutProb);
    ConfigChecks.heads("hidden_size", hiddenSize, "num_attention_heads", numAttentionHeads);
  }

  /** BERT-base: 12 layers of width 768, 110M parameters at a vocabulary of 30,522. */
  public static BertConfig base(AttentionConfig attention) {
    return new BertConfig(30522, 768, 12, 12, 3072, 512, 2, 0.1, 0.1, 1e-12, 0.02, attention);
  }

  /** A small BERT without dropout. */
  public static BertConfig small(
      int vocabSize, int hiddenSize, int layers, int heads, int length, AttentionConfig attention) {
    return new BertConfig(
        vocabSize,
        hiddenSize,
        layers,
        heads,
        4 * hiddenSize,
        length,
        2,
        0,
        0,
        1e-12,
        0.02,
        attention);
  }
}
