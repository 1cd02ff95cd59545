package org.outeffhop.model;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.nn.Linear;
import org.outeffhop.nn.Norm;
import org.outeffhop.tensor.Parameters;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * {@link BertEncoder} with a masked-LM head: logits = norm(act(W h + b)) E^T + c, where E is the
 * word embedding or, untied, a matrix of the head's own. Names are those of Hugging Face's {@code
 * BertForMaskedLM}.
 */
public final class Bert implements LanguageModel {
  private static final String HEAD = "cls.predictions.";

  private final BertConfig config;
  private final BertEncoder encoder;
  private final Linear transform;
  private final Norm transformNorm;
  private final Linear decoder;

  /** A BERT with freshly drawn weights; the engine's seed determines them. */
  public Bert(BertConfig config) {
    this(config, new Parameters());
  }

  /** A BERT whose weights are put into {@code parameters}. */
  public Bert(BertConfig config, Parameters parameters) {
    this.config = config;
    encoder = new BertEncoder(config, parameters);
    long width = config.hiddenSize();
    double std = config.initializerRange();
    transform = Linear.create(parameters, HEAD + "transform.dense", width, width, std);
    transformNorm = config.norm().create(parameters, HEAD + "transform.LayerNorm", width);
    Tensor matrix =
        config.tieWordEmbeddings()
            ? encoder.words()
            : parameters.normal(HEAD + "decoder.weight", std, config.vocabSize(), width);
    decoder =
        new Linear(
            HEAD + "decoder", matrix, parameters.constant(HEAD + "bias", 0, config.vocabSize()));
  }

  @Override
  public Parameters parameters() {
    return encoder.parameters();
  }

  @Override
  public String architecture() {
    return "BertForMaskedLM";
  }

  /** Makes the position embeddings, which are learned, begin with sinusoids. */
  public void beginWithSinusoids() {
    encoder.beginWithSinusoids();
  }

  @Override
  public Tensor hiddenStates(TokenBatch batch, ForwardContext context) {
    return encoder.hiddenStates(batch, context);
  }

  @Override
  public Tensor logits(TokenBatch batch, ForwardContext context) {
    try (TensorScope scope = TensorScope.open()) {
      return scope.keep(head(hiddenStates(batch, context), context));
    }
  }

  /**
   * The hidden states after every layer, and scores at some places of a batch.
   *
   * @param places indices of B L places seen as one long row, [N]
   * @return [layers, B, L, D] and [N, V]
   */
  public List<Tensor> statesAndLogits(Tensor inputIds, Tensor places, ForwardContext context) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor layers = encoder.layerStates(TokenBatch.of(inputIds), context);
      Tensor last = layers.select(0, -1).reshape(-1, config.hiddenSize());
      Tensor logits = head(last.index_select(0, places), context);
      return List.of(scope.keep(layers), scope.keep(logits));
    }
  }

  @Override
  public Tensor loss(TokenBatch batch, Tensor labels, ForwardContext context) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor places = TokenLoss.labelled(labels);
      Tensor hidden =
          hiddenStates(batch, context).reshape(-1, config.hiddenSize()).index_select(0, places);
      Tensor chosen = labels.reshape(-1).index_select(0, places);
      return scope.keep(TokenLoss.crossEntropy(head(hidden, context), chosen));
    }
  }

  /** The loss is of every fifth place, a little more than the 15% that are masked in training. */
  @Override
  public Tensor blankPass(int samples, int length, ForwardContext context) {
    int[] labels = new int[samples * length];
    Arrays.setAll(labels, place -> place % 5 == 0 ? 0 : (int) IGNORED_LABEL);
    return loss(
        Tensors.zeros(ScalarType.Long, samples, length),
        Tensors.ofIndices(labels, samples, length),
        context);
  }

  @Override
  public Tensor crossEntropy(Tensor logits, Tensor labels) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor places = TokenLoss.labelled(labels);
      Tensor scores = logits.reshape(-1, config.vocabSize()).index_select(0, places);
      return scope.keep(TokenLoss.crossEntropy(scores, labels.reshape(-1).index_select(0, places)));
    }
  }

  private Tensor head(Tensor hidden, ForwardContext context) {
    Tensor active = config.hiddenAct().apply(transform.forward(hidden, context));
    Tensor x = context.probe().at(HEAD + "transform.transform_act_fn", active);
    return decoder.forward(transformNorm.forward(x, context), context);
  }

  @Override
  public Optional<ScriptMeasures> scriptMeasures() {
    return encoder.scriptMeasures();
  }

  @Override
  public List<String> outlierProbePoints() {
    return encoder.outlierProbePoints();
  }
}
