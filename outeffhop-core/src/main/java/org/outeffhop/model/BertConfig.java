package org.outeffhop.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;

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
    AttentionConfig attention)
    implements LanguageModelConfig {

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

  @Override
  public int mlpSize() {
    return intermediateSize;
  }

  @Override
  public boolean hasDropout() {
    return hiddenDropoutProb > 0 || attentionProbsDropoutProb > 0;
  }

  @Override
  public BertConfig withVocabSize(int size) {
    return with(size, attention);
  }

  @Override
  public BertConfig withSize(int layers, int width, int heads, int positions) {
    return new BertConfig(
        vocabSize,
        width,
        layers,
        heads,
        (int) ((long) intermediateSize * width / hiddenSize),
        positions,
        typeVocabSize,
        hiddenDropoutProb,
        attentionProbsDropoutProb,
        layerNormEps,
        initializerRange,
        attention);
  }

  @Override
  public BertConfig withMethod(AttentionMethod method) {
    return with(vocabSize, AttentionConfig.bert(method));
  }

  private BertConfig with(int vocabulary, AttentionConfig chosen) {
    return new BertConfig(
        vocabulary,
        hiddenSize,
        numHiddenLayers,
        numAttentionHeads,
        intermediateSize,
        maxPositionEmbeddings,
        typeVocabSize,
        hiddenDropoutProb,
        attentionProbsDropoutProb,
        layerNormEps,
        initializerRange,
        chosen);
  }

  @Override
  public Bert create() {
    return new Bert(this);
  }

  @Override
  public Map<String, Object> asMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("architectures", List.of("BertForMaskedLM"));
    map.put("model_type", "bert");
    map.put("vocab_size", vocabSize);
    map.put("hidden_size", hiddenSize);
    map.put("num_hidden_layers", numHiddenLayers);
    map.put("num_attention_heads", numAttentionHeads);
    map.put("intermediate_size", intermediateSize);
    map.put("max_position_embeddings", maxPositionEmbeddings);
    map.put("type_vocab_size", typeVocabSize);
    map.put("hidden_act", "gelu");
    map.put("hidden_dropout_prob", hiddenDropoutProb);
    map.put("attention_probs_dropout_prob", attentionProbsDropoutProb);
    map.put("layer_norm_eps", layerNormEps);
    map.put("initializer_range", initializerRange);
    map.put("tie_word_embeddings", true);
    map.putAll(attention.asMap());
    return map;
  }
}
