package org.outeffhop.model;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.outeffhop.hopfield.AttentionMask;
import org.outeffhop.hopfield.ForwardContext;
import org.outeffhop.hopfield.LayerNorm;
import org.outeffhop.tensor.Parameters;
import org.outeffhop.tensor.TensorScope;

/**
 * BERT without a head, post-norm, for embeddings: x = norm(word + position + type), then its
 * layers; Devlin et al., NAACL 2019. Names are those that Hugging Face's {@code BertModel} has
 * within {@code BertForMaskedLM}; its pooler is left out.
 */
public final class BertEncoder implements TokenModel {
  private final Parameters parameters;
  private final BertConfig config;
  private final Tensor words;
  private final Tensor positions;
  private final Tensor types;
  private final LayerNorm embeddingNorm;
  private final List<BertLayer> layers = new ArrayList<>();

  /** An encoder with freshly drawn weights; the engine's seed determines them. */
  public BertEncoder(BertConfig config) {
    this(config, new Parameters());
  }

  /** An encoder whose weights are put into {@code parameters}. */
  public BertEncoder(BertConfig config, Parameters parameters) {
    this.config = config;
    this.parameters = parameters;
    words = table("word_embeddings", config.vocabSize());
    positions = table("position_embeddings", config.maxPositionEmbeddings());
    types = table("token_type_embeddings", config.typeVocabSize());
    embeddingNorm =
        LayerNorm.create(
            parameters, "bert.embeddings.LayerNorm", config.hiddenSize(), config.layerNormEps());
    for (int layer = 0; layer < config.numHiddenLayers(); layer++) {
      layers.add(new BertLayer(parameters, "bert.encoder.layer." + layer, config));
    }
  }

  private Tensor table(String name, int rows) {
    return parameters.normal(
        "bert.embeddings." + name + ".weight",
        config.initializerRange(),
        rows,
        config.hiddenSize());
  }

  @Override
  public Parameters parameters() {
    return parameters;
  }

  @Override
  public String architecture() {
    return "BertModel";
  }

  /** The word embedding, [V, D], which is a tied head's matrix too. */
  Tensor words() {
    return words;
  }

  @Override
  public Tensor hiddenStates(TokenBatch batch, ForwardContext context) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor hidden =
          context.drop(embeddingNorm.forward(embedded(batch), context), config.hiddenDropoutProb());
      AttentionMask mask = batch.mask(false);
      for (BertLayer layer : layers) {
        hidden = layer.forward(hidden, mask, context);
      }
      return scope.keep(hidden);
    }
  }

  private Tensor embedded(TokenBatch batch) {
    long length = batch.length(config.maxPositionEmbeddings());
    Tensor type =
        batch.tokenTypes() == null
            ? types.select(0, 0)
            : torch.embedding(types, batch.tokenTypes());
    return torch.embedding(words, batch.inputIds()).add(positions.narrow(0, 0, length)).add(type);
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
