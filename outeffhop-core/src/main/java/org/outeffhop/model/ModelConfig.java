package org.outeffhop.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.hopfield.AttentionVariant;
import org.outeffhop.tensor.Parameters;

/** The shape of a {@link Model} and its attention, as a checkpoint's {@code config.json} has it. */
public sealed interface ModelConfig
    permits LanguageModelConfig, VisionTransformerConfig, StanHopConfig {
  /** The kind of model. */
  ModelType type();

  /** Number of blocks. */
  int numHiddenLayers();

  /** The attention method with its settings. */
  AttentionConfig attention();

  /** Whether training draws random numbers. */
  boolean hasDropout();

  /** The same model with another attention method, in the settings of the paper's scripts. */
  ModelConfig withAttention(AttentionVariant variant);

  /** The same model with another attention method without parameters. */
  default ModelConfig withMethod(AttentionMethod method) {
    return withAttention(AttentionVariant.of(method));
  }

  /** A model with freshly drawn weights; the engine's seed determines them. */
  default Model create() {
    return create(new Parameters());
  }

  /** A model whose weights are put into {@code parameters}, which has none. */
  Model create(Parameters parameters);

  /**
   * The model without its head, whose weights are put into {@code parameters}, which has none.
   *
   * @throws IllegalArgumentException if there is no such class
   */
  default Model createHeadless(Parameters parameters) {
    throw new IllegalArgumentException(
        "model_type is %s, which has no class without a head; it can be %s"
            .formatted(type(), ModelType.list(type -> !type.names().headless().isEmpty())));
  }

  /**
   * How large a sample is, along each axis that can be of any size: tokens, patches, time steps.
   *
   * @param length tokens in a sequence, where the model has sequences
   */
  List<SampleAxis> sampleAxes(int length);

  /** The same model for samples of other sizes along {@link #sampleAxes}. */
  ModelConfig withSampleSizes(int... sizes);

  /**
   * What Hugging Face's {@code config.json} holds, in its names, and besides it the attention
   * method, which makes the checkpoint complete.
   */
  Map<String, Object> asMap();

  /**
   * Reads Hugging Face's {@code config.json}. A file without {@code attention_method} is of vanilla
   * attention.
   *
   * @throws IllegalArgumentException naming the file, the field, its value and what would be right
   */
  static ModelConfig read(Path configJson) {
    return read(configJson, Optional.empty());
  }

  /**
   * Reads Hugging Face's {@code config.json}.
   *
   * @param method the attention method of a model whose file does not say it; vanilla where neither
   *     does
   * @throws IllegalArgumentException naming the file, the field, its value and what would be right;
   *     also where the file says another method
   */
  static ModelConfig read(Path configJson, Optional<AttentionMethod> method) {
    return ConfigFile.read(configJson).config(method);
  }
}
