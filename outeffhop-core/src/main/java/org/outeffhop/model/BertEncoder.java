package org.outeffhop.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.hopfield.AttentionMask;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.nn.Norm;
import org.outeffhop.tensor.Parameters;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * BERT without a head, post-norm, for embeddings: x = norm(word + position + type), then its
 * layers; Devlin et al., NAACL 2019. Names are those that Hugging Face's {@code BertModel} has
 * within {@code BertForMaskedLM}; its pooler is left out.
 */
public final class BertEncoder implements TokenModel {
  private static final String EMBEDDINGS = "bert.embeddings.";
  private static final String WORDS = "word_embeddings";

  private final Parameters parameters;
  private final BertConfig config;
  private final Tensor words;
  private final Tensor positions;
  private final Tensor types;
  private final Norm embeddingNorm;
  private final List<BertLayer> layers = new ArrayList<>();

  /** An encoder with freshly drawn weights; the engine's seed determines them. */
  public BertEncoder(BertConfig config) {
    this(config, new Parameters());
  }

  /** An encoder whose weights are put into {@code parameters}. */
  public BertEncoder(BertConfig config, Parameters parameters) {
    this.config = config;
    this.parameters = parameters;
    words = table(WORDS, config.vocabSize());
    positions = table("position_embeddings", config.maxPositionEmbeddings());
    types = table("token_type_embeddings", config.typeVocabSize());
    embeddingNorm = config.norm().create(parameters, EMBEDDINGS + "LayerNorm", config.hiddenSize());
    for (int layer = 0; layer < config.numHiddenLayers(); layer++) {
      layers.add(new BertLayer(parameters, "bert.encoder.layer." + layer, config));
    }
  }

  private Tensor table(String name, int rows) {
    return parameters.normal(weight(name), config.initializerRange(), rows, config.hiddenSize());
  }

  private static String weight(String table) {
    return EMBEDDINGS + table + ".weight";
  }

  @Override
  public Parameters parameters() {
    return parameters;
  }

  @Override
  public String architecture() {
    return "BertModel";
  }

  /** Makes the position embeddings, which are learned, begin with sinusoids. */
  void beginWithSinusoids() {
    InitialPositions.fillWithSinusoids(positions);
  }

  /** The word embedding, [V, D], which is a tied head's matrix too. */
  Tensor words() {
    return words;
  }

  @Override
  public Tensor hiddenStates(TokenBatch batch, ForwardContext context) {
    try (TensorScope scope = TensorScope.open()) {
      List<Tensor> states = states(batch, context);
      return scope.keep(states.get(states.size() - 1));
    }
  }

  @Override
  public Tensor blankPass(int samples, int length, ForwardContext context) {
    return layerStates(TokenBatch.of(Tensors.zeros(ScalarType.Long, samples, length)), context);
  }

  /**
   * The hidden states after every layer, Hugging Face's {@code hidden_states} without the
   * embeddings'. The last ones are {@link #hiddenStates}.
   *
   * @return [layers, B, L, D]
   */
  public Tensor layerStates(TokenBatch batch, ForwardContext context) {
    try (TensorScope scope = TensorScope.open()) {
      List<Tensor> states = states(batch, context);
      List<Tensor> ofLayers = states.subList(1, states.size());
      return scope.keep(torch.stack(new TensorVector(ofLayers.toArray(new Tensor[0]))));
    }
  }

  /** The embeddings, and after them what every layer makes of them, [B, L, D] each. */
  private List<Tensor> states(TokenBatch batch, ForwardContext context) {
    Tensor hidden =
        context.drop(
            embeddingNorm.forward(embedded(batch, context), context), config.hiddenDropoutProb());
    List<Tensor> states = new ArrayList<>(List.of(hidden));
    AttentionMask mask = batch.mask(false);
    for (BertLayer layer : layers) {
      hidden = layer.forward(hidden, mask, context);
      states.add(hidden);
    }
    return states;
  }

  private Tensor embedded(TokenBatch batch, ForwardContext context) {
    long length = batch.length(config.maxPositionEmbeddings());
    Tensor type =
        batch.tokenTypes() == null
            ? types.select(0, 0)
            : torch.embedding(types, batch.tokenTypes());
    Tensor table = context.probe().table(weight(WORDS), words);
    return torch.embedding(table, batch.inputIds()).add(positions.narrow(0, 0, length)).add(type);
  }

  /** As here. */
  @Override
  public Optional<ScriptMeasures> scriptMeasures() {
    return Optional.of(ScriptMeasures.of(outlierProbePoints(), outlierProbePoints()));
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
