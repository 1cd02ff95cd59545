package org.outeffhop.model;

import java.nio.file.Path;
import java.util.Optional;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.tensor.Parameters;

/**
 * The shape of a {@link LanguageModel} and its attention; field names are Hugging Face's in camel
 * case.
 */
public sealed interface LanguageModelConfig extends ModelConfig
    permits BertConfig, LlamaConfig, OptConfig {
  /** Tokens that the model knows. */
  int vocabSize();

  /** Width of the hidden state. */
  int hiddenSize();

  /** Heads of each attention. */
  int numAttentionHeads();

  /** Width of the perceptron's hidden layer. */
  int mlpSize();

  /** The longest sequence. */
  int maxPositionEmbeddings();

  /** Whether training draws random numbers. */
  boolean hasDropout();

  /** The same model over another vocabulary. */
  LanguageModelConfig withVocabSize(int size);

  /**
   * The same model in another size, the perceptron's hidden layer growing with the width.
   *
   * @param positions the longest sequence
   */
  LanguageModelConfig withSize(int layers, int width, int heads, int positions);

  /** The same model with another attention method, in the settings of the paper's scripts. */
  LanguageModelConfig withMethod(AttentionMethod method);

  /** A model with freshly drawn weights; the engine's seed determines them. */
  default LanguageModel create() {
    return create(new Parameters());
  }

  /** A model whose weights are put into {@code parameters}, which has none. */
  LanguageModel create(Parameters parameters);

  /**
   * Reads Hugging Face's {@code config.json}. A file without {@code attention_method} is of vanilla
   * attention.
   *
   * @throws IllegalArgumentException naming the file, the field, its value and what would be right
   */
  static LanguageModelConfig read(Path configJson) {
    return read(configJson, Optional.empty());
  }

  /**
   * Reads Hugging Face's {@code config.json}.
   *
   * @param method the attention method of a model whose file does not say it
   * @throws IllegalArgumentException naming the file, the field, its value and what would be right;
   *     also where the file says another method
   */
  static LanguageModelConfig read(Path configJson, Optional<AttentionMethod> method) {
    ModelConfig config = ModelConfig.read(configJson, method);
    if (config instanceof LanguageModelConfig language) {
      return language;
    }
    throw new IllegalArgumentException(
        configJson
            + ": model_type is \""
            + config.modelType()
            + "\"; a language model is bert, llama or opt");
  }
}
