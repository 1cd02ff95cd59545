package org.outeffhop.model;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;

/** The shape of a {@link Model} and its attention, as a checkpoint's {@code config.json} has it. */
public sealed interface ModelConfig permits LanguageModelConfig, VisionTransformerConfig {
  /** What Hugging Face calls the kind of model. */
  String modelType();

  /** Number of blocks. */
  int numHiddenLayers();

  /** The attention method with its settings. */
  AttentionConfig attention();

  /**
   * What Hugging Face's {@code config.json} holds, in its names, and besides it the attention
   * method, which makes the checkpoint complete.
   */
  Map<String, Object> asMap();

  /**
   * Reads Hugging Face's {@code config.json}.
   *
   * @param method the attention method of a model whose file does not say it; vanilla where neither
   *     does
   * @throws IllegalArgumentException naming the file, the field, its value and what would be right;
   *     also where the file says another method
   */
  static ModelConfig read(Path configJson, Optional<AttentionMethod> method) {
    ConfigFields fields = ConfigFields.read(configJson, method);
    return switch (fields.modelType()) {
      case "bert" -> fields.checked(BertConfig::read);
      case "llama" -> fields.checked(LlamaConfig::read);
      case "opt" -> fields.checked(OptConfig::read);
      case "vit" -> fields.checked(VisionTransformerConfig::read);
      default -> throw fields.wrong("model_type", "it can be bert, llama, opt or vit");
    };
  }

  /**
   * The name of Hugging Face's class that wrote a {@code config.json}, such as {@code
   * BertForMaskedLM}; empty where the file does not say it.
   */
  static String architecture(Path configJson) {
    return ConfigFields.read(configJson, Optional.empty()).architecture();
  }

  /** Whether a {@code config.json} says its attention method, which Hugging Face's own do not. */
  static boolean namesAttention(Path configJson) {
    return ConfigFields.read(configJson, Optional.empty()).namesAttention();
  }
}
