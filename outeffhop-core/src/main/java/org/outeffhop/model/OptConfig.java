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
 * The shape of an OPT decoder; field names are Hugging Face's in camel case.
 *
 * @param wordEmbedProjDim width of the token embedding; where it is not the hidden size, matrices
 *     project into the decoder and out of it
 * @param doLayerNormBefore whether blocks are pre-norm; post-norm ones have no final norm
 * @param tieWordEmbeddings whether the head's matrix is the token embedding
 * @param enableBias whether the linear layers of blocks have biases
 * @param layerNormElementwiseAffine whether norms have gains and biases
 * @param removeFinalLayerNorm whether a pre-norm decoder has no final norm
 */
public record OptConfig(
    int vocabSize,
    int hiddenSize,
    int wordEmbedProjDim,
    int numHiddenLayers,
    int numAttentionHeads,
    int ffnDim,
    int maxPositionEmbeddings,
    Activation activationFunction,
    boolean doLayerNormBefore,
    double dropout,
    double attentionDropout,
    double initStd,
    boolean tieWordEmbeddings,
    boolean enableBias,
    boolean layerNormElementwiseAffine,
    boolean removeFinalLayerNorm,
    AttentionConfig attention)
    implements LanguageModelConfig {
  static final ModelNames NAMES =
      ModelNames.of("OPTForCausalLM", "OPTModel")
          .withHead("lm_head.")
          .orBeginning("lm_head.", "model.decoder.", "")
          .orBeginning("lm_head.", "model.decoder.", "decoder.")
          .orBeginning("model.lm_head.", "model.decoder.", "model.model.decoder.")
          .withCopy("lm_head.weight", "model.decoder.embed_tokens.weight");

  /** Of every OPT's norms; it is no field of {@code config.json}. */
  private static final double EPS = 1e-5;

  public OptConfig {
    ConfigChecks.heads("hidden_size", hiddenSize, "num_attention_heads", numAttentionHeads);
    ConfigChecks.positive("vocab_size", vocabSize);
    ConfigChecks.width("word_embed_proj_dim", wordEmbedProjDim);
    ConfigChecks.layers("num_hidden_layers", numHiddenLayers);
    ConfigChecks.width("ffn_dim", ffnDim);
    ConfigChecks.positive("max_position_embeddings", maxPositionEmbeddings);
    ConfigChecks.positive("init_std", initStd);
    ConfigChecks.probability("dropout", dropout);
    ConfigChecks.probability("attention_dropout", attentionDropout);
  }

  /** OPT-125m: 12 pre-norm layers of width 768, 125M parameters at a vocabulary of 50,272. */
  public static OptConfig opt125m(AttentionConfig attention) {
    return preNorm(50272, 768, 12, 12, 2048, 0.1, 0.006, attention);
  }

  /** A small OPT without dropout. */
  public static OptConfig small(
      int vocabSize, int hiddenSize, int layers, int heads, int length, AttentionConfig attention) {
    return preNorm(vocabSize, hiddenSize, layers, heads, length, 0, 0.02, attention);
  }

  private static OptConfig preNorm(
      int vocabSize,
      int hiddenSize,
      int layers,
      int heads,
      int length,
      double dropout,
      double initStd,
      AttentionConfig attention) {
    return new OptConfig(
        vocabSize,
        hiddenSize,
        hiddenSize,
        layers,
        heads,
        ConfigChecks.scaled("hidden_size", hiddenSize, 4, 1),
        length,
        Activation.RELU,
        true,
        dropout,
        0,
        initStd,
        true,
        true,
        true,
        false,
        attention);
  }

  /** Whether the decoder ends in a norm. */
  public boolean hasFinalNorm() {
    return doLayerNormBefore && !removeFinalLayerNorm;
  }

  Norm.Factory norm() {
    return layerNormElementwiseAffine ? Norm.layer(EPS) : Norm.plainLayer(EPS);
  }

  @Override
  public ModelType type() {
    return ModelType.OPT;
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
    return with(
        vocabSize,
        width,
        (int) ((long) wordEmbedProjDim * width / hiddenSize),
        layers,
        heads,
        (int) ((long) ffnDim * width / hiddenSize),
        positions,
        attention);
  }

  @Override
  public OptConfig withAttention(AttentionVariant variant) {
    return with(vocabSize, variant.in(AttentionConfig::opt).stretchedAs(attention));
  }

  private OptConfig with(int vocabulary, AttentionConfig chosen) {
    return with(
        vocabulary,
        hiddenSize,
        wordEmbedProjDim,
        numHiddenLayers,
        numAttentionHeads,
        ffnDim,
        maxPositionEmbeddings,
        chosen);
  }

  private OptConfig with(
      int vocabulary,
      int width,
      int embeddingWidth,
      int layers,
      int heads,
      int mlpWidth,
      int positions,
      AttentionConfig chosen) {
    return new OptConfig(
        vocabulary,
        width,
        embeddingWidth,
        layers,
        heads,
        mlpWidth,
        positions,
        activationFunction,
        doLayerNormBefore,
        dropout,
        attentionDropout,
        initStd,
        tieWordEmbeddings,
        enableBias,
        layerNormElementwiseAffine,
        removeFinalLayerNorm,
        chosen);
  }

  @Override
  public Opt create(Parameters parameters) {
    return new Opt(this, parameters);
  }

  static OptConfig read(ConfigFields fields) {
    int width = fields.size("hidden_size");
    return new OptConfig(
        fields.size("vocab_size"),
        width,
        fields.size("word_embed_proj_dim", width),
        fields.size("num_hidden_layers"),
        fields.size("num_attention_heads"),
        fields.size("ffn_dim"),
        fields.size("max_position_embeddings"),
        fields.parsed("activation_function", Activation.RELU, Activation::of),
        fields.flag("do_layer_norm_before", true),
        fields.number("dropout", 0.1),
        fields.number("attention_dropout", 0),
        fields.number("init_std", 0.02),
        fields.flag("tie_word_embeddings", true),
        fields.flag("enable_bias", true),
        fields.flag("layer_norm_elementwise_affine", true),
        fields.flag("_remove_final_layer_norm", false),
        fields.attention(AttentionConfig::opt));
  }

  @Override
  public Map<String, Object> asMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("architectures", List.of("OPTForCausalLM"));
    map.put("model_type", type().toString());
    map.put("vocab_size", vocabSize);
    map.put("hidden_size", hiddenSize);
    map.put("word_embed_proj_dim", wordEmbedProjDim);
    map.put("num_hidden_layers", numHiddenLayers);
    map.put("num_attention_heads", numAttentionHeads);
    map.put("ffn_dim", ffnDim);
    map.put("max_position_embeddings", maxPositionEmbeddings);
    map.put("activation_function", activationFunction.toString());
    map.put("do_layer_norm_before", doLayerNormBefore);
    map.put("_remove_final_layer_norm", removeFinalLayerNorm);
    map.put("enable_bias", enableBias);
    map.put("layer_norm_elementwise_affine", layerNormElementwiseAffine);
    map.put("dropout", dropout);
    map.put("attention_dropout", attentionDropout);
    map.put("init_std", initStd);
    map.put("tie_word_embeddings", tieWordEmbeddings);
    map.putAll(attention.asMap());
    return map;
  }
}
