package org.outeffhop.model;

import java.util.Map;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;

/**
 * The shape of a {@link LanguageModel} and its attention; field names are Hugging Face's in camel
 * case.
 */
public sealed interface LanguageModelConfig permits BertConfig, OptConfig {
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
  LanguageModel create();

  /**
   * What Hugging Face's {@code config.json} holds, in its names, and besides it the attention
   * method, which makes the checkpoint complete.
   */
  Map<String, Object> asMap();
}
