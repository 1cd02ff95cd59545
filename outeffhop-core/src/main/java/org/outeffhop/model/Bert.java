package org.outeffhop.model;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.outeffhop.hopfield.AttentionMask;
import org.outeffhop.hopfield.ForwardContext;
import org.outeffhop.hopfield.LayerNorm;
import org.outeffhop.hopfield.Linear;
import org.outeffhop.tensor.Parameters;
import org.outeffhop.tensor.TensorScope;

/**
 * BERT with a masked-LM head, post-norm; Devlin et al., NAACL 2019. Names are those of Hugging
 * Face's {@code BertForMaskedLM}; the head's matrix is the word embedding's.
 */
public final class Bert implements LanguageModel {
  private final Parameters parameters = new Parameters();
  private final BertConfig config;
  private final Tensor words;
  private final Tensor positions;
  private final Tensor types;
  private final LayerNorm embeddingNorm;
  private final List<BertLayer> layers = new ArrayList<>();
  private final Linear transform;
  private final LayerNorm transformNorm;
  private final Tensor headBias;

  /** A BERT with freshly drawn weights; the engine's seed determines them. */
  public Bert(BertConfig config) {
    this.config = config;
    double deviation = config.initializerRange();
    long width = config.hiddenSize();
    String embeddings = "bert.embeddings.";
    words =
        parameters.normal(
            embeddings + "word_embeddings.weight", deviation, config.vocabSize(), width);
    positions =
        parameters.normal(
            embeddings + "position_embeddings.weight",
            deviation,
            config.maxPositionEmbeddings(),
            width);
    types =
        parameters.normal(
            embeddings + "token_type_embeddings.weight", deviation, config.typeVocabSize(), width);
    embeddingNorm =
        LayerNorm.create(parameters, embeddings + "LayerNorm", width, config.layerNormEps());
    for (int layer = 0; layer < config.numHiddenLayers(); layer++) {
      layers.add(new BertLayer(parameters, "bert.encoder.layer." + layer, config));
    }
    String head = "cls.predictions.";
    transform = Linear.create(parameters, head + "transform.dense", width, width, deviation);
    transformNorm =
        LayerNorm.create(parameters, head + "transform.LayerNorm", width, config.layerNormEps());
    headBias = parameters.constant(head + "bias", 0, config.vocabSize());
  }

  @Override
  public Parameters parameters() {
    return parameters;
  }

  @Override
  public Tensor logits(Tensor inputIds, ForwardContext context) {
    try (TensorScope scope = TensorScope.open()) {
      return scope.keep(head(hidden(inputIds, context), context));
    }
  }

  @Override
  public Tensor loss(Tensor inputIds, Tensor labels, ForwardContext context) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor places = TokenLoss.labelled(labels);
      Tensor hidden =
          hidden(inputIds, context).reshape(-1, config.hiddenSize()).index_select(0, places);
      Tensor chosen = labels.reshape(-1).index_select(0, places);
      return scope.keep(TokenLoss.crossEntropy(head(hidden, context), chosen));
    }
  }

  private Tensor hidden(Tensor inputIds, ForwardContext context) {
    long length = inputIds.size(1);
    if (length > config.maxPositionEmbeddings()) {
      throw new IllegalArgumentException(
          "a sequence has "
              + length
              + " tokens; the model takes "
              + config.maxPositionEmbeddings());
    }
    Tensor x =
        torch
            .embedding(words, inputIds)
            .add(positions.narrow(0, 0, length))
            .add(types.select(0, 0));
    Tensor hidden = context.drop(embeddingNorm.forward(x, context), config.hiddenDropoutProb());
    for (BertLayer layer : layers) {
      hidden = layer.forward(hidden, AttentionMask.none(), context);
    }
    return hidden;
  }

  private Tensor head(Tensor hidden, ForwardContext context) {
    Tensor x =
        context
            .probe()
            .at("cls.predictions.transform.gelu", torch.gelu(transform.forward(hidden, context)));
    Linear decoder = new Linear("cls.predictions.decoder", words, headBias);
    return decoder.forward(transformNorm.forward(x, context), context);
  }

  /** {@code output.dense} and {@code output.LayerNorm} of every layer. */
  @Override
  public List<String> outlierProbePoints() {
    List<String> names = new ArrayList<>();
    for (int layer = 0; layer < config.numHiddenLayers(); layer++) {
      names.add("bert.encoder.layer." + layer + ".output.dense");
      names.add("bert.encoder.layer." + layer + ".output.LayerNorm");
    }
    return names;
  }
}
