package org.outeffhop.model;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.tensor.Parameters;

/**
 * The shape of a {@link LanguageModel} and its attention; field names are Hugging Face's in camel
 * case.
 */
public sealed interface LanguageModelConfig permits BertConfig, LlamaConfig, OptConfig {
  /** Tokens that the model knows. */
  int vocabSize();

  /** Width of the hidden state. */
  int hiddenSize();

  /** Number of blocks. */
  int numHiddenLayers();

  /** Heads of each attention. */
  int numAttentionHeads();

  /** Width of the perceptron's hidden layer. */
  int mlpSize();

  /** The longest sequence. */
  int maxPositionEmbeddings();

  /** The attention method with its settings. */
  AttentionConfig attention();

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
    ConfigFields fields = ConfigFields.read(configJson, method);
    return switch (fields.modelType()) {
      case "bert" -> fields.checked(BertConfig::read);
      case "llama" -> fields.checked(LlamaConfig::read);
      case "opt" -> fields.checked(OptConfig::read);
      default -> throw fields.wrong("model_type", "it can be bert, llama or opt");
    };
  }

  /**
   * The name of Hugging Face's class that wrote a {@code config.json}, such as {@code
   * BertForMaskedLM}; empty where the file does not say it.
   */
  static String architecture(Path configJson) {
    return ConfigFields.read(configJson, Optional.empty()).architecture();
  }
}
