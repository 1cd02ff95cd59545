package org.outeffhop.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;

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
    AttentionConfig attention)
    implements LanguageModelConfig {

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

  @Override
  public int mlpSize() {
    return ffnDim;
  }

  @Override
  public boolean hasDropout() {
    return dropout > 0 || attentionDropout > 0;
  }

  @Override
  public OptConfig withVocabSize(int size) {
    return with(size, attention);
  }

  @Override
  public OptConfig withSize(int layers, int width, int heads, int positions) {
    return new OptConfig(
        vocabSize,
        width,
        layers,
        heads,
        (int) ((long) ffnDim * width / hiddenSize),
        positions,
        dropout,
        attentionDropout,
        initStd,
        attention);
  }

  @Override
  public OptConfig withMethod(AttentionMethod method) {
    return with(vocabSize, AttentionConfig.opt(method));
  }

  private OptConfig with(int vocabulary, AttentionConfig chosen) {
    return new OptConfig(
        vocabulary,
        hiddenSize,
        numHiddenLayers,
        numAttentionHeads,
        ffnDim,
        maxPositionEmbeddings,
        dropout,
        attentionDropout,
        initStd,
        chosen);
  }

  @Override
  public Opt create() {
    return new Opt(this);
  }

  @Override
  public Map<String, Object> asMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("architectures", List.of("OPTForCausalLM"));
    map.put("model_type", "opt");
    map.put("vocab_size", vocabSize);
    map.put("hidden_size", hiddenSize);
    map.put("word_embed_proj_dim", hiddenSize);
    map.put("num_hidden_layers", numHiddenLayers);
    map.put("num_attention_heads", numAttentionHeads);
    map.put("ffn_dim", ffnDim);
    map.put("max_position_embeddings", maxPositionEmbeddings);
    map.put("activation_function", "relu");
    map.put("do_layer_norm_before", true);
    map.put("dropout", dropout);
    map.put("attention_dropout", attentionDropout);
    map.put("init_std", initStd);
    map.put("tie_word_embeddings", true);
    map.putAll(attention.asMap());
    return map;
  }
}
