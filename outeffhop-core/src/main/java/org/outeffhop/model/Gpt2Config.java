package org.outeffhop.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionVariant;
import org.outeffhop.nn.Activation;
import org.outeffhop.tensor.Parameters;

/**
 * The shape of a GPT-2; field names are Hugging Face's in camel case.
 *
 * @param nPositions the longest sequence
 * @param nInner width of the perceptron's hidden layer; files may leave it out, which means 4 times
 *     the width
 * @param residPdrop dropout on what attention and perceptron add
 * @param embdPdrop dropout on the sum of the vectors of tokens and places
 * @param attnPdrop dropout on the attention weights
 * @param tieWordEmbeddings whether the head's matrix is the token embedding
 */
public record Gpt2Config(
    int vocabSize,
    int nPositions,
    int nEmbd,
    int nLayer,
    int nHead,
    int nInner,
    Activation activationFunction,
    double residPdrop,
    double embdPdrop,
    double attnPdrop,
    double layerNormEpsilon,
    double initializerRange,
    boolean tieWordEmbeddings,
    AttentionConfig attention)
    implements LanguageModelConfig {
  /** Files hold every block's causal mask besides its weights. */
  static final ModelNames NAMES =
      ModelNames.of("GPT2LMHeadModel", "GPT2Model")
          .withHead("lm_head.")
          .orBeginning("lm_head.", "transformer.", "")
          .orBeginning("model.lm_head.", "transformer.", "model.transformer.")
          .withCopy("lm_head.weight", "transformer.wte.weight")
          .without("transformer\\.h\\.\\d+\\.attn\\.(masked_)?bias");

  private static final int WIDENING = 4;
  private static final double EPS = 1e-5;
  private static final double STD = 0.02;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException naming the field, its value and what is right
   */
  public Gpt2Config {
    ConfigChecks.heads("n_embd", nEmbd, "n_head", nHead);
    ConfigChecks.positive("vocab_size", vocabSize);
    ConfigChecks.positive("n_positions", nPositions);
    ConfigChecks.layers("n_layer", nLayer);
    ConfigChecks.width("n_inner", nInner);
    ConfigChecks.positive("layer_norm_epsilon", layerNormEpsilon);
    ConfigChecks.positive("initializer_range", initializerRange);
    ConfigChecks.probability("resid_pdrop", residPdrop);
    ConfigChecks.probability("embd_pdrop", embdPdrop);
    ConfigChecks.probability("attn_pdrop", attnPdrop);
  }

  /** The smallest published GPT-2: 12 layers of width 768, 124M parameters. */
  public static Gpt2Config gpt2(AttentionConfig attention) {
    return usual(50257, 768, 12, 12, 1024, 0.1, attention);
  }

  /** A small GPT-2 without dropout. */
  public static Gpt2Config small(
      int vocabSize, int width, int layers, int heads, int length, AttentionConfig attention) {
    return usual(vocabSize, width, layers, heads, length, 0, attention);
  }

  private static Gpt2Config usual(
      int vocabSize,
      int width,
      int layers,
      int heads,
      int length,
      double dropout,
      AttentionConfig attention) {
    return new Gpt2Config(
        vocabSize,
        length,
        width,
        layers,
        heads,
        WIDENING * width,
        Activation.GELU_TANH,
        dropout,
        dropout,
        dropout,
        EPS,
        STD,
        true,
        attention);
  }

  /**
   * Standard deviation of the initial weights of layers that add to the residual stream: {@code
   * initializer_range / sqrt(2 n_layer)}, so that the stream's variance does not grow with depth.
   */
  double projectionStd() {
    return initializerRange / Math.sqrt(2.0 * nLayer);
  }

  @Override
  public ModelType type() {
    return ModelType.GPT2;
  }

  @Override
  public int hiddenSize() {
    return nEmbd;
  }

  @Override
  public int numHiddenLayers() {
    return nLayer;
  }

  @Override
  public int numAttentionHeads() {
    return nHead;
  }

  @Override
  public int mlpSize() {
    return nInner;
  }

  @Override
  public int maxPositionEmbeddings() {
    return nPositions;
  }

  @Override
  public boolean hasDropout() {
    return residPdrop > 0 || embdPdrop > 0 || attnPdrop > 0;
  }

  @Override
  public Gpt2Config withVocabSize(int size) {
    return with(size, nPositions, nEmbd, nLayer, nHead, attention);
  }

  @Override
  public Gpt2Config withSize(int layers, int width, int heads, int positions) {
    return with(vocabSize, positions, width, layers, heads, attention);
  }

  /** The same model with another attention method, in the settings that the paper has for OPT. */
  @Override
  public Gpt2Config withAttention(AttentionVariant variant) {
    return with(
        vocabSize,
        nPositions,
        nEmbd,
        nLayer,
        nHead,
        variant.in(AttentionConfig::opt).stretchedAs(attention));
  }

  private Gpt2Config with(
      int vocabulary, int positions, int width, int layers, int heads, AttentionConfig chosen) {
    return new Gpt2Config(
        vocabulary,
        positions,
        width,
        layers,
        heads,
        (int) ((long) nInner * width / nEmbd),
        activationFunction,
        residPdrop,
        embdPdrop,
        attnPdrop,
        layerNormEpsilon,
        initializerRange,
        tieWordEmbeddings,
        chosen);
  }

  @Override
  public Gpt2 create(Parameters parameters) {
    return new Gpt2(this, parameters);
  }

  static Gpt2Config read(ConfigFields fields) {
    fields.require("scale_attn_weights", true);
    fields.require("scale_attn_by_inverse_layer_idx", false);
    fields.require("reorder_and_upcast_attn", false);
    fields.require("add_cross_attention", false);
    int width = fields.size("n_embd");
    return new Gpt2Config(
        fields.size("vocab_size"),
        fields.size("n_positions"),
        width,
        fields.size("n_layer"),
        fields.size("n_head"),
        fields.has("n_inner") ? fields.size("n_inner") : widened(width),
        fields.parsed("activation_function", Activation.GELU_TANH, Activation::of),
        fields.number("resid_pdrop", 0.1),
        fields.number("embd_pdrop", 0.1),
        fields.number("attn_pdrop", 0.1),
        fields.number("layer_norm_epsilon", EPS),
        fields.number("initializer_range", STD),
        fields.flag("tie_word_embeddings", true),
        fields.attention(AttentionConfig::opt));
  }

  private static int widened(int width) {
    ConfigChecks.product("n_embd", width, "n_inner / n_embd", WIDENING);
    return WIDENING * width;
  }

  @Override
  public Map<String, Object> asMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("architectures", List.of("GPT2LMHeadModel"));
    map.put("model_type", type().toString());
    map.put("vocab_size", vocabSize);
    map.put("n_positions", nPositions);
    map.put("n_embd", nEmbd);
    map.put("n_layer", nLayer);
    map.put("n_head", nHead);
    map.put("n_inner", nInner);
    map.put("activation_function", activationFunction.toString());
    map.put("resid_pdrop", residPdrop);
    map.put("embd_pdrop", embdPdrop);
    map.put("attn_pdrop", attnPdrop);
    map.put("layer_norm_epsilon", layerNormEpsilon);
    map.put("initializer_range", initializerRange);
    map.put("scale_attn_weights", true);
    map.put("scale_attn_by_inverse_layer_idx", false);
    map.put("reorder_and_upcast_attn", false);
    map.put("add_cross_attention", false);
    map.put("tie_word_embeddings", tieWordEmbeddings);
    map.putAll(attention.asMap());
    return map;
  }
}
