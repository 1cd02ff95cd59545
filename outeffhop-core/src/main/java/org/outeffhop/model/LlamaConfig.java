package org.outeffhop.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionVariant;
import org.outeffhop.nn.Activation;
import org.outeffhop.nn.Norm;
import org.outeffhop.tensor.Parameters;

/**
 * The shape of a Llama; field names are Hugging Face's in camel case.
 *
 * @param numKeyValueHeads heads with keys and values of their own, which divide the heads of the
 *     queries
 * @param headDim size of a head; even
 * @param rotary {@code rope_theta} and {@code rope_scaling}
 * @param tieWordEmbeddings whether the head's matrix is the token embedding
 * @param attentionBias whether the linear layers of attention have biases
 * @param mlpBias whether those of the perceptron have
 */
public record LlamaConfig(
    int vocabSize,
    int hiddenSize,
    int intermediateSize,
    int numHiddenLayers,
    int numAttentionHeads,
    int numKeyValueHeads,
    int headDim,
    int maxPositionEmbeddings,
    Activation hiddenAct,
    RotaryConfig rotary,
    double rmsNormEps,
    double initializerRange,
    double attentionDropout,
    boolean tieWordEmbeddings,
    boolean attentionBias,
    boolean mlpBias,
    AttentionConfig attention)
    implements LanguageModelConfig {
  /** Files of older libraries hold the rotary frequencies, once a layer or once a model. */
  static final ModelNames NAMES =
      ModelNames.of("LlamaForCausalLM", "LlamaModel")
          .withHead("lm_head.")
          .orBeginning("lm_head.", "model.", "")
          .orBeginning("model.lm_head.", "model.", "model.model.")
          .withCopy("lm_head.weight", "model.embed_tokens.weight")
          .without("model\\.(layers\\.\\d+\\.self_attn\\.)?rotary_emb\\.inv_freq");

  private static final double EPS = 1e-6;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException naming the field, its value and what is right
   */
  public LlamaConfig {
    ConfigChecks.positive("vocab_size", vocabSize);
    ConfigChecks.width("hidden_size", hiddenSize);
    ConfigChecks.width("intermediate_size", intermediateSize);
    ConfigChecks.layers("num_hidden_layers", numHiddenLayers);
    ConfigChecks.positive("num_attention_heads", numAttentionHeads);
    ConfigChecks.positive("num_key_value_heads", numKeyValueHeads);
    ConfigChecks.width("head_dim", headDim);
    ConfigChecks.positive("max_position_embeddings", maxPositionEmbeddings);
    ConfigChecks.positive("rms_norm_eps", rmsNormEps);
    ConfigChecks.positive("initializer_range", initializerRange);
    ConfigChecks.probability("attention_dropout", attentionDropout);
    if (numAttentionHeads % numKeyValueHeads != 0) {
      throw new IllegalArgumentException(
          "num_attention_heads is %d and num_key_value_heads %d; these must divide those"
              .formatted(numAttentionHeads, numKeyValueHeads));
    }
    if (headDim % 2 != 0) {
      throw new IllegalArgumentException(
          "head_dim is " + headDim + "; rotary positions turn pairs, so it must be even");
    }
    ConfigChecks.product("num_attention_heads", numAttentionHeads, "head_dim", headDim);
    if (attention.method().isGated()) {
      ConfigChecks.heads("hidden_size", hiddenSize, "num_attention_heads", numAttentionHeads);
    }
  }

  /** TinyLlama-1.1B: 22 layers of width 2048, 32 heads that share 4 keys and values. */
  public static LlamaConfig tinyLlama(AttentionConfig attention) {
    return plain(32000, 2048, 5632, 22, 32, 4, 2048, 1e-5, false, attention);
  }

  /**
   * A small tied Llama without biases and dropout, whose perceptron has 8/3 of the width, rounded
   * up to a multiple of 8.
   */
  public static LlamaConfig small(
      int vocabSize,
      int hiddenSize,
      int layers,
      int heads,
      int keyValueHeads,
      int length,
      AttentionConfig attention) {
    ConfigChecks.heads("hidden_size", hiddenSize, "num_attention_heads", heads);
    int mlp = (hiddenSize + 2) / 3 * 8;
    return plain(
        vocabSize, hiddenSize, mlp, layers, heads, keyValueHeads, length, EPS, true, attention);
  }

  private static LlamaConfig plain(
      int vocabSize,
      int hiddenSize,
      int mlpWidth,
      int layers,
      int heads,
      int keyValueHeads,
      int length,
      double eps,
      boolean tied,
      AttentionConfig attention) {
    return new LlamaConfig(
        vocabSize,
        hiddenSize,
        mlpWidth,
        layers,
        heads,
        keyValueHeads,
        hiddenSize / heads,
        length,
        Activation.SILU,
        RotaryConfig.plain(),
        eps,
        0.02,
        0,
        tied,
        false,
        false,
        attention);
  }

  Norm.Factory norm() {
    return Norm.rms(rmsNormEps);
  }

  @Override
  public ModelType type() {
    return ModelType.LLAMA;
  }

  @Override
  public int mlpSize() {
    return intermediateSize;
  }

  @Override
  public boolean hasDropout() {
    return attentionDropout > 0;
  }

  @Override
  public LlamaConfig withVocabSize(int size) {
    return with(size, attention);
  }

  /**
   * The same model in another size, the perceptron's hidden layer growing with the width. Heads
   * divide the width, and as many share keys and values as before, or fewer where that number does
   * not divide them.
   */
  @Override
  public LlamaConfig withSize(int layers, int width, int heads, int positions) {
    ConfigChecks.heads("hidden_size", width, "num_attention_heads", heads);
    int shared = numAttentionHeads / numKeyValueHeads;
    while (heads % shared != 0) {
      shared--;
    }
    return with(
        vocabSize,
        width,
        ConfigChecks.scaled("hidden_size", width, intermediateSize, hiddenSize),
        layers,
        heads,
        heads / shared,
        width / heads,
        positions,
        attention);
  }

  /** The same model with another attention method, in the settings that the paper has for OPT. */
  @Override
  public LlamaConfig withAttention(AttentionVariant variant) {
    return with(vocabSize, variant.in(AttentionConfig::opt).stretchedAs(attention));
  }

  private LlamaConfig with(int vocabulary, AttentionConfig chosen) {
    return with(
        vocabulary,
        hiddenSize,
        intermediateSize,
        numHiddenLayers,
        numAttentionHeads,
        numKeyValueHeads,
        headDim,
        maxPositionEmbeddings,
        chosen);
  }

  private LlamaConfig with(
      int vocabulary,
      int width,
      int mlpWidth,
      int layers,
      int heads,
      int keyValueHeads,
      int headSize,
      int positions,
      AttentionConfig chosen) {
    return new LlamaConfig(
        vocabulary,
        width,
        mlpWidth,
        layers,
        heads,
        keyValueHeads,
        headSize,
        positions,
        hiddenAct,
        rotary,
        rmsNormEps,
        initializerRange,
        attentionDropout,
        tieWordEmbeddings,
        attentionBias,
        mlpBias,
        chosen);
  }

  @Override
  public Llama create(Parameters parameters) {
    return new Llama(this, parameters);
  }

  static LlamaConfig read(ConfigFields fields) {
    int width = fields.size("hidden_size");
    int heads = fields.size("num_attention_heads");
    if (!fields.has("head_dim")) {
      ConfigChecks.heads("hidden_size", width, "num_attention_heads", heads);
    }
    return new LlamaConfig(
        fields.size("vocab_size"),
        width,
        fields.size("intermediate_size"),
        fields.size("num_hidden_layers"),
        heads,
        fields.size("num_key_value_heads", heads),
        fields.size("head_dim", Math.max(1, width / heads)),
        fields.size("max_position_embeddings", 2048),
        fields.parsed("hidden_act", Activation.SILU, Activation::of),
        RotaryConfig.read(fields),
        fields.number("rms_norm_eps", EPS),
        fields.number("initializer_range", 0.02),
        fields.number("attention_dropout", 0),
        fields.flag("tie_word_embeddings", false),
        fields.flag("attention_bias", false),
        fields.flag("mlp_bias", false),
        fields.attention(AttentionConfig::opt));
  }

  @Override
  public Map<String, Object> asMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("architectures", List.of("LlamaForCausalLM"));
    map.put("model_type", type().toString());
    map.put("vocab_size", vocabSize);
    map.put("hidden_size", hiddenSize);
    map.put("intermediate_size", intermediateSize);
    map.put("num_hidden_layers", numHiddenLayers);
    map.put("num_attention_heads", numAttentionHeads);
    map.put("num_key_value_heads", numKeyValueHeads);
    map.put("head_dim", headDim);
    map.put("max_position_embeddings", maxPositionEmbeddings);
    map.put("hidden_act", hiddenAct.toString());
    map.put("rope_theta", rotary.ropeTheta());
    if (!(rotary.ropeScaling() instanceof RopeScaling.None)) {
      map.put("rope_scaling", rotary.ropeScaling().asMap());
    }
    map.put("rms_norm_eps", rmsNormEps);
    map.put("initializer_range", initializerRange);
    map.put("attention_dropout", attentionDropout);
    map.put("tie_word_embeddings", tieWordEmbeddings);
    map.put("attention_bias", attentionBias);
    map.put("mlp_bias", mlpBias);
    map.putAll(attention.asMap());
    return map;
  }
}
