package org.outeffhop.model;

import java.util.List;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.hopfield.AttentionVariant;
import org.outeffhop.tensor.Parameters;

/**
 * The shape of a {@link LanguageModel} and its attention; field names are Hugging Face's in camel
 * case.
 */
public non-sealed interface LanguageModelConfig extends ModelConfig {
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

  /** The same model over another vocabulary. */
  LanguageModelConfig withVocabSize(int size);

  /**
   * The same model in another size, the perceptron's hidden layer growing with the width.
   *
   * @param positions the longest sequence
   */
  LanguageModelConfig withSize(int layers, int width, int heads, int positions);

  @Override
  default List<SampleAxis> sampleAxes(int length) {
    return List.of(SampleAxis.of(length, 10, 20, 30));
  }

  /** Nothing changes: positions are looked up by the tokens that are there. */
  @Override
  default LanguageModelConfig withSampleSizes(int... sizes) {
    return this;
  }

  @Override
  LanguageModelConfig withAttention(AttentionVariant variant);

  @Override
  default LanguageModelConfig withMethod(AttentionMethod method) {
    return withAttention(AttentionVariant.of(method));
  }

  @Override
  default LanguageModel create() {
    return create(new Parameters());
  }

  @Override
  LanguageModel create(Parameters parameters);
}
