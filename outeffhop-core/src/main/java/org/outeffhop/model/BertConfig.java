package org.outeffhop.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionVariant;
import org.outeffhop.model.Spelling.Pair;
import org.outeffhop.nn.Activation;
import org.outeffhop.nn.Norm;
import org.outeffhop.tensor.Parameters;

/**
 * The shape of a BERT; field names are Hugging Face's in camel case.
 *
 * @param tieWordEmbeddings whether the head's matrix is the word embedding
 */
public record BertConfig(
    int vocabSize,
    int hiddenSize,
    int numHiddenLayers,
    int numAttentionHeads,
    int intermediateSize,
    int maxPositionEmbeddings,
    int typeVocabSize,
    Activation hiddenAct,
    double hiddenDropoutProb,
    double attentionProbsDropoutProb,
    double layerNormEps,
    double initializerRange,
    boolean tieWordEmbeddings,
    AttentionConfig attention)
    implements LanguageModelConfig {
  /** Gains and biases of norms may have TensorFlow's names. */
  static final ModelNames NAMES =
      ModelNames.of("BertForMaskedLM", "BertForPreTraining", "BertModel")
          .withHeadless("BertModel")
          .withHead("cls.")
          .orBeginning("cls.", "bert.", "")
          .orBeginning("cls.", "bert.", "model.")
          .orBeginning("model.cls.", "bert.", "model.bert.")
          .orEnding(
              new Pair("LayerNorm.weight", "LayerNorm.gamma"),
              new Pair("LayerNorm.bias", "LayerNorm.beta"))
          .withCopy("cls.predictions.decoder.weight", "bert.embeddings.word_embeddings.weight")
          .withCopy("cls.predictions.decoder.bias", "cls.predictions.bias")
          .without(
              "bert\\.(embeddings\\.position_ids|pooler\\.dense\\.(weight|bias))"
                  + "|cls\\.seq_relationship\\.(weight|bias)");

  private static final double EPS = 1e-12;

  public BertConfig {
    ConfigChecks.heads("hidden_size", hiddenSize, "num_attention_heads", numAttentionHeads);
    ConfigChecks.positive("vocab_size", vocabSize);
    ConfigChecks.layers("num_hidden_layers", numHiddenLayers);
    ConfigChecks.width("intermediate_size", intermediateSize);
    ConfigChecks.positive("max_position_embeddings", maxPositionEmbeddings);
    ConfigChecks.positive("type_vocab_size", typeVocabSize);
    ConfigChecks.positive("layer_norm_eps", layerNormEps);
    ConfigChecks.positive("initializer_range", initializerRange);
    ConfigChecks.probability("hidden_dropout_prob", hiddenDropoutProb);
    ConfigChecks.probability("attention_probs_dropout_prob", attentionProbsDropoutProb);
  }

  /** BERT-base: 12 layers of width 768, 110M parameters at a vocabulary of 30,522. */
  public static BertConfig base(AttentionConfig attention) {
    return new BertConfig(
        30522, 768, 12, 12, 3072, 512, 2, Activation.GELU, 0.1, 0.1, EPS, 0.02, true, attention);
  }

  /** MiniLM's shape, 6 layers of width 384, which all-MiniLM-L6-v2 has. */
  public static BertConfig miniLm(AttentionConfig attention) {
    return new BertConfig(
        30522, 384, 6, 12, 1536, 512, 2, Activation.GELU, 0.1, 0.1, EPS, 0.02, true, attention);
  }

  /** A small BERT without dropout. */
  public static BertConfig small(
      int vocabSize, int hiddenSize, int layers, int heads, int length, AttentionConfig attention) {
    return new BertConfig(
        vocabSize,
        hiddenSize,
        layers,
        heads,
        ConfigChecks.scaled("hidden_size", hiddenSize, 4, 1),
        length,
        2,
        Activation.GELU,
        0,
        0,
        EPS,
        0.02,
        true,
        attention);
  }

  Norm.Factory norm() {
    return Norm.layer(layerNormEps);
  }

  @Override
  public ModelType type() {
    return ModelType.BERT;
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
    return with(size, initializerRange, attention);
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
        hiddenAct,
        hiddenDropoutProb,
        attentionProbsDropoutProb,
        layerNormEps,
        initializerRange,
        tieWordEmbeddings,
        attention);
  }

  /** The same with weights drawn with another standard deviation. */
  public BertConfig withInitializerRange(double range) {
    return with(vocabSize, range, attention);
  }

  @Override
  public BertConfig withAttention(AttentionVariant variant) {
    AttentionConfig chosen = variant.in(AttentionConfig::bert).stretchedAs(attention);
    return with(vocabSize, initializerRange, chosen);
  }

  private BertConfig with(int vocabulary, double range, AttentionConfig chosen) {
    return new BertConfig(
        vocabulary,
        hiddenSize,
        numHiddenLayers,
        numAttentionHeads,
        intermediateSize,
        maxPositionEmbeddings,
        typeVocabSize,
        hiddenAct,
        hiddenDropoutProb,
        attentionProbsDropoutProb,
        layerNormEps,
        range,
        tieWordEmbeddings,
        chosen);
  }

  @Override
  public Bert create(Parameters parameters) {
    return new Bert(this, parameters);
  }

  @Override
  public BertEncoder createHeadless(Parameters parameters) {
    return new BertEncoder(this, parameters);
  }

  static BertConfig read(ConfigFields fields) {
    fields.require("position_embedding_type", "absolute");
    fields.require("is_decoder", false);
    fields.require("add_cross_attention", false);
    return new BertConfig(
        fields.size("vocab_size"),
        fields.size("hidden_size"),
        fields.size("num_hidden_layers"),
        fields.size("num_attention_heads"),
        fields.size("intermediate_size"),
        fields.size("max_position_embeddings"),
        fields.size("type_vocab_size", 2),
        fields.parsed("hidden_act", Activation.GELU, Activation::of),
        fields.number("hidden_dropout_prob", 0.1),
        fields.number("attention_probs_dropout_prob", 0.1),
        fields.number("layer_norm_eps", EPS),
        fields.number("initializer_range", 0.02),
        fields.flag("tie_word_embeddings", true),
        fields.attention(AttentionConfig::bert));
  }

  @Override
  public Map<String, Object> asMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("architectures", List.of("BertForMaskedLM"));
    map.put("model_type", type().toString());
    map.put("vocab_size", vocabSize);
    map.put("hidden_size", hiddenSize);
    map.put("num_hidden_layers", numHiddenLayers);
    map.put("num_attention_heads", numAttentionHeads);
    map.put("intermediate_size", intermediateSize);
    map.put("max_position_embeddings", maxPositionEmbeddings);
    map.put("type_vocab_size", typeVocabSize);
    map.put("hidden_act", hiddenAct.toString());
    map.put("hidden_dropout_prob", hiddenDropoutProb);
    map.put("attention_probs_dropout_prob", attentionProbsDropoutProb);
    map.put("layer_norm_eps", layerNormEps);
    map.put("initializer_range", initializerRange);
    map.put("tie_word_embeddings", tieWordEmbeddings);
    map.putAll(attention.asMap());
    return map;
  }
}
