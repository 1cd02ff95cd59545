package org.outeffhop.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.outeffhop.hopfield.AttentionConfig;

/**
 * The shape of a vision transformer; field names are Hugging Face's in camel case.
 *
 * @param imageSize pixels on each side of a square image
 * @param patchSize pixels on each side of a patch; it must divide the image's
 * @param numChannels colours of a pixel
 * @param numLabels classes
 * @param numRegisterTokens trained tokens besides the class token, which are thrown away at the end
 */
public record VisionTransformerConfig(
    int imageSize,
    int patchSize,
    int numChannels,
    int numLabels,
    int hiddenSize,
    int numHiddenLayers,
    int numAttentionHeads,
    int intermediateSize,
    int numRegisterTokens,
    double hiddenDropoutProb,
    double attentionProbsDropoutProb,
    double layerNormEps,
    double initializerRange,
    AttentionConfig attention) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException naming the field, its value and what is right
   */
  public VisionTransformerConfig {
    ConfigChecks.positive("image_size", imageSize);
    ConfigChecks.positive("patch_size", patchSize);
    if (imageSize % patchSize != 0) {
      throw new IllegalArgumentException(
          "image_size is %d and patch_size %d; patches must fill the image"
              .formatted(imageSize, patchSize));
    }
    ConfigChecks.positive("num_channels", numChannels);
    ConfigChecks.positive("num_labels", numLabels);
    ConfigChecks.positive("num_hidden_layers", numHiddenLayers);
    ConfigChecks.positive("intermediate_size", intermediateSize);
    if (numRegisterTokens < 0) {
      throw new IllegalArgumentException(
          "num_register_tokens is " + numRegisterTokens + "; it must be at least 0");
    }
    ConfigChecks.probability("hidden_dropout_prob", hiddenDropoutProb);
    ConfigChecks.probability("attention_probs_dropout_prob", attentionProbsDropoutProb);
    ConfigChecks.heads("hidden_size", hiddenSize, "num_attention_heads", numAttentionHeads);
  }

  /** ViT-S/16: 12 layers of width 384 over 224 x 224 pixels, 22M parameters at 1,000 classes. */
  public static VisionTransformerConfig small16(AttentionConfig attention) {
    return new VisionTransformerConfig(
        224, 16, 3, 1000, 384, 12, 6, 1536, 0, 0, 0, 1e-12, 0.02, attention);
  }

  /** A small grey one without dropout and registers, of ten classes. */
  public static VisionTransformerConfig grey(
      int imageSize, int patchSize, int width, int layers, int heads, AttentionConfig attention) {
    return new VisionTransformerConfig(
        imageSize, patchSize, 1, 10, width, layers, heads, 4 * width, 0, 0, 0, 1e-12, 0.02,
        attention);
  }

  /** The same model with register tokens. */
  public VisionTransformerConfig withRegisterTokens(int count) {
    return new VisionTransformerConfig(
        imageSize,
        patchSize,
        numChannels,
        numLabels,
        hiddenSize,
        numHiddenLayers,
        numAttentionHeads,
        intermediateSize,
        count,
        hiddenDropoutProb,
        attentionProbsDropoutProb,
        layerNormEps,
        initializerRange,
        attention);
  }

  /** Patches of an image. */
  public int patches() {
    return (imageSize / patchSize) * (imageSize / patchSize);
  }

  /** What Hugging Face's {@code config.json} holds, and the attention method. */
  public Map<String, Object> asMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("architectures", List.of("ViTForImageClassification"));
    map.put("model_type", "vit");
    map.put("image_size", imageSize);
    map.put("patch_size", patchSize);
    map.put("num_channels", numChannels);
    map.put("num_labels", numLabels);
    map.put("hidden_size", hiddenSize);
    map.put("num_hidden_layers", numHiddenLayers);
    map.put("num_attention_heads", numAttentionHeads);
    map.put("intermediate_size", intermediateSize);
    map.put("num_register_tokens", numRegisterTokens);
    map.put("hidden_act", "gelu");
    map.put("qkv_bias", true);
    map.put("hidden_dropout_prob", hiddenDropoutProb);
    map.put("attention_probs_dropout_prob", attentionProbsDropoutProb);
    map.put("layer_norm_eps", layerNormEps);
    map.put("initializer_range", initializerRange);
    map.putAll(attention.asMap());
    return map;
  }
}
