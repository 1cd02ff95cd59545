package org.outeffhop.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionVariant;
import org.outeffhop.nn.Activation;
import org.outeffhop.nn.Norm;
import org.outeffhop.tensor.Parameters;

/**
 * The shape of a vision transformer; field names are Hugging Face's in camel case.
 *
 * @param imageSize pixels on each side of a square image
 * @param patchSize pixels on each side of a patch; it must divide the image's
 * @param numChannels colours of a pixel
 * @param numLabels classes
 * @param id2label the classes' names in the order of their numbers; empty where they have none
 * @param qkvBias whether queries, keys and values have biases
 * @param numRegisterTokens trained tokens besides the class token, which are thrown away at the end
 */
public record VisionTransformerConfig(
    int imageSize,
    int patchSize,
    int numChannels,
    int numLabels,
    List<String> id2label,
    int hiddenSize,
    int numHiddenLayers,
    int numAttentionHeads,
    int intermediateSize,
    Activation hiddenAct,
    boolean qkvBias,
    int numRegisterTokens,
    double hiddenDropoutProb,
    double attentionProbsDropoutProb,
    double layerNormEps,
    double initializerRange,
    AttentionConfig attention)
    implements ModelConfig {
  static final ModelNames NAMES =
      ModelNames.of("ViTForImageClassification", "ViTModel")
          .withHeadless("ViTModel")
          .withHead("classifier.")
          .orBeginning("classifier.", "vit.", "")
          .orBeginning("classifier.", "vit.", "model.")
          .orBeginning("model.classifier.", "vit.", "model.vit.")
          .without("vit\\.(pooler\\.dense\\.(weight|bias)|embeddings\\.mask_token)");

  private static final double EPS = 1e-12;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException naming the field, its value and what is right
   */
  public VisionTransformerConfig {
    ConfigChecks.heads("hidden_size", hiddenSize, "num_attention_heads", numAttentionHeads);
    ConfigChecks.positive("image_size", imageSize);
    ConfigChecks.positive("patch_size", patchSize);
    ConfigChecks.positive("num_channels", numChannels);
    requirePatches(imageSize, patchSize, numChannels);
    ConfigChecks.positive("num_labels", numLabels);
    id2label = List.copyOf(id2label);
    if (!id2label.isEmpty() && id2label.size() != numLabels) {
      throw new IllegalArgumentException(
          "num_labels is %d and id2label has %d names; there must be as many"
              .formatted(numLabels, id2label.size()));
    }
    ConfigChecks.layers("num_hidden_layers", numHiddenLayers);
    ConfigChecks.width("intermediate_size", intermediateSize);
    if (numRegisterTokens < 0) {
      throw new IllegalArgumentException(
          "num_register_tokens is " + numRegisterTokens + "; it must be at least 0");
    }
    ConfigChecks.positive("layer_norm_eps", layerNormEps);
    ConfigChecks.positive("initializer_range", initializerRange);
    ConfigChecks.probability("hidden_dropout_prob", hiddenDropoutProb);
    ConfigChecks.probability("attention_probs_dropout_prob", attentionProbsDropoutProb);
  }

  private static void requirePatches(int imageSize, int patchSize, int numChannels) {
    if (imageSize % patchSize != 0) {
      throw new IllegalArgumentException(
          "image_size is %d and patch_size %d; patches must fill the image"
              .formatted(imageSize, patchSize));
    }
    long side = imageSize / patchSize;
    double values = (double) patchSize * patchSize * numChannels;
    if (side * side >= Integer.MAX_VALUE || values > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "image_size is %d, patch_size %d and num_channels %d; patches and the values of each must be fewer than %d"
              .formatted(imageSize, patchSize, numChannels, Integer.MAX_VALUE));
    }
  }

  /** ViT-S/16: 12 layers of width 384 over 224 x 224 pixels, 22M parameters at 1,000 classes. */
  public static VisionTransformerConfig small16(AttentionConfig attention) {
    return plain(224, 16, 3, 1000, 384, 12, 6, attention);
  }

  /** A small grey one without dropout and registers, of ten classes. */
  public static VisionTransformerConfig grey(
      int imageSize, int patchSize, int width, int layers, int heads, AttentionConfig attention) {
    return plain(imageSize, patchSize, 1, 10, width, layers, heads, attention);
  }

  private static VisionTransformerConfig plain(
      int imageSize,
      int patchSize,
      int channels,
      int labels,
      int width,
      int layers,
      int heads,
      AttentionConfig attention) {
    return new VisionTransformerConfig(
        imageSize,
        patchSize,
        channels,
        labels,
        List.of(),
        width,
        layers,
        heads,
        ConfigChecks.scaled("hidden_size", width, 4, 1),
        Activation.GELU,
        true,
        0,
        0,
        0,
        EPS,
        0.02,
        attention);
  }

  /** The same model with register tokens. */
  public VisionTransformerConfig withRegisterTokens(int count) {
    return with(imageSize, patchSize, numChannels, id2label, numLabels, count, attention);
  }

  /** The same model for classes of these names. */
  public VisionTransformerConfig withLabels(List<String> names) {
    return withData(imageSize, numChannels, names);
  }

  /**
   * The same model for other images, in patches of the same size.
   *
   * @param size pixels on each side
   * @param names of the classes
   */
  public VisionTransformerConfig withData(int size, int channels, List<String> names) {
    return with(size, patchSize, channels, names, names.size(), numRegisterTokens, attention);
  }

  /** The same model for images of so many pixels on each side, in patches of so many. */
  public VisionTransformerConfig withPatches(int image, int patch) {
    return with(image, patch, numChannels, id2label, numLabels, numRegisterTokens, attention);
  }

  /** The same model with other weights; its perceptrons keep their ratio to the width. */
  public VisionTransformerConfig withSize(int layers, int width, int heads) {
    return new VisionTransformerConfig(
        imageSize,
        patchSize,
        numChannels,
        numLabels,
        id2label,
        width,
        layers,
        heads,
        Math.max(1, (int) ((long) intermediateSize * width / hiddenSize)),
        hiddenAct,
        qkvBias,
        numRegisterTokens,
        hiddenDropoutProb,
        attentionProbsDropoutProb,
        layerNormEps,
        initializerRange,
        attention);
  }

  /** The same model with another attention method; its gates are those of OPT. */
  @Override
  public VisionTransformerConfig withAttention(AttentionVariant variant) {
    AttentionConfig chosen = variant.in(AttentionConfig::opt).stretchedAs(attention);
    return with(imageSize, patchSize, numChannels, id2label, numLabels, numRegisterTokens, chosen);
  }

  private VisionTransformerConfig with(
      int image,
      int patch,
      int channels,
      List<String> names,
      int labels,
      int registers,
      AttentionConfig chosen) {
    return new VisionTransformerConfig(
        image,
        patch,
        channels,
        labels,
        names,
        hiddenSize,
        numHiddenLayers,
        numAttentionHeads,
        intermediateSize,
        hiddenAct,
        qkvBias,
        registers,
        hiddenDropoutProb,
        attentionProbsDropoutProb,
        layerNormEps,
        initializerRange,
        chosen);
  }

  @Override
  public boolean hasDropout() {
    return hiddenDropoutProb > 0 || attentionProbsDropoutProb > 0;
  }

  /** Patches of an image. */
  public int patches() {
    return (imageSize / patchSize) * (imageSize / patchSize);
  }

  Norm.Factory norm() {
    return Norm.layer(layerNormEps);
  }

  /** Patches. */
  @Override
  public List<SampleAxis> sampleAxes(int length) {
    return List.of(SampleAxis.of(patches(), 4, 9, 16));
  }

  @Override
  public VisionTransformerConfig withSampleSizes(int... sizes) {
    int side = (int) Math.round(Math.sqrt(sizes[0]));
    return withPatches(side * patchSize, patchSize);
  }

  @Override
  public ModelType type() {
    return ModelType.VIT;
  }

  @Override
  public VisionTransformer create(Parameters parameters) {
    return new VisionTransformer(this, parameters);
  }

  @Override
  public VisionTransformerEncoder createHeadless(Parameters parameters) {
    return new VisionTransformerEncoder(this, parameters);
  }

  static VisionTransformerConfig read(ConfigFields fields) {
    List<String> names = fields.object("id2label").map(ConfigFields::numbered).orElse(List.of());
    return new VisionTransformerConfig(
        fields.size("image_size", 224),
        fields.size("patch_size", 16),
        fields.size("num_channels", 3),
        fields.size("num_labels", names.isEmpty() ? 2 : names.size()),
        names,
        fields.size("hidden_size"),
        fields.size("num_hidden_layers"),
        fields.size("num_attention_heads"),
        fields.size("intermediate_size"),
        fields.parsed("hidden_act", Activation.GELU, Activation::of),
        fields.flag("qkv_bias", true),
        fields.count("num_register_tokens", 0),
        fields.number("hidden_dropout_prob", 0),
        fields.number("attention_probs_dropout_prob", 0),
        fields.number("layer_norm_eps", EPS),
        fields.number("initializer_range", 0.02),
        fields.attention(AttentionConfig::bert));
  }

  @Override
  public Map<String, Object> asMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("architectures", List.of("ViTForImageClassification"));
    map.put("model_type", type().toString());
    map.put("image_size", imageSize);
    map.put("patch_size", patchSize);
    map.put("num_channels", numChannels);
    map.put("num_labels", numLabels);
    if (!id2label.isEmpty()) {
      map.putAll(labelMaps());
    }
    map.put("hidden_size", hiddenSize);
    map.put("num_hidden_layers", numHiddenLayers);
    map.put("num_attention_heads", numAttentionHeads);
    map.put("intermediate_size", intermediateSize);
    map.put("hidden_act", hiddenAct.toString());
    map.put("qkv_bias", qkvBias);
    map.put("num_register_tokens", numRegisterTokens);
    map.put("hidden_dropout_prob", hiddenDropoutProb);
    map.put("attention_probs_dropout_prob", attentionProbsDropoutProb);
    map.put("layer_norm_eps", layerNormEps);
    map.put("initializer_range", initializerRange);
    map.putAll(attention.asMap());
    return map;
  }

  private Map<String, Object> labelMaps() {
    Map<String, String> names = new LinkedHashMap<>();
    Map<String, Integer> numbers = new LinkedHashMap<>();
    for (int label = 0; label < numLabels; label++) {
      names.put(String.valueOf(label), id2label.get(label));
      numbers.put(id2label.get(label), label);
    }
    return new TreeMap<>(Map.of("id2label", names, "label2id", numbers));
  }
}
