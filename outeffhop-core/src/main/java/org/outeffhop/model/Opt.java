package org.outeffhop.model;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.hopfield.AttentionMask;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.nn.Linear;
import org.outeffhop.nn.Norm;
import org.outeffhop.tensor.Parameters;
import org.outeffhop.tensor.TensorScope;

/**
 * OPT, a decoder with learned positions; Zhang et al. 2022 (arXiv 2205.01068). Names are those of
 * Hugging Face's {@code OPTForCausalLM}.
 */
public final class Opt extends CausalLanguageModel {
  /** Hugging Face's OPT starts counting positions at 2; padding has the one before. */
  private static final long POSITION_OFFSET = 2;

  private static final int SCRIPT_CALIBRATION_BATCHES = 4;

  private static final String DECODER = "model.decoder.";
  private static final String TOKENS = DECODER + "embed_tokens";
  private static final String POSITIONS = DECODER + "embed_positions";

  private final Parameters parameters;
  private final OptConfig config;
  private final Tensor tokens;
  private final Tensor positions;
  private final Linear projectIn;
  private final Linear projectOut;
  private final List<OptLayer> layers = new ArrayList<>();
  private final Norm finalNorm;
  private final Linear head;

  /** An OPT with freshly drawn weights; the engine's seed determines them. */
  public Opt(OptConfig config) {
    this(config, new Parameters());
  }

  /** An OPT whose weights are put into {@code parameters}. */
  public Opt(OptConfig config, Parameters parameters) {
    this.config = config;
    this.parameters = parameters;
    int width = config.hiddenSize();
    int embedding = config.wordEmbedProjDim();
    boolean projects = embedding != width;
    tokens = matrix(TOKENS, config.vocabSize(), embedding);
    positions = matrix(POSITIONS, config.maxPositionEmbeddings() + POSITION_OFFSET, width);
    projectIn = projects ? unbiased(DECODER + "project_in", width, embedding) : null;
    projectOut = projects ? unbiased(DECODER + "project_out", embedding, width) : null;
    for (int layer = 0; layer < config.numHiddenLayers(); layer++) {
      layers.add(new OptLayer(parameters, DECODER + "layers." + layer, config));
    }
    finalNorm =
        config.hasFinalNorm()
            ? config.norm().create(parameters, DECODER + "final_layer_norm", config.hiddenSize())
            : null;
    head =
        config.tieWordEmbeddings()
            ? new Linear("lm_head", tokens, null)
            : unbiased("lm_head", config.vocabSize(), embedding);
  }

  private Linear unbiased(String name, long out, long in) {
    return Linear.create(parameters, name, in, out, config.initStd(), false);
  }

  private Tensor matrix(String name, long rows, long columns) {
    return parameters.normal(name + ".weight", config.initStd(), rows, columns);
  }

  @Override
  public Parameters parameters() {
    return parameters;
  }

  @Override
  public String architecture() {
    return "OPTForCausalLM";
  }

  @Override
  Linear head() {
    return head;
  }

  @Override
  public Tensor hiddenStates(TokenBatch batch, ForwardContext context) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor sum = embedded(batch, context).add(placed(batch, context));
      Tensor hidden =
          context.probe().at(DECODER + "embeddings", context.drop(sum, config.dropout()));
      AttentionMask mask = batch.mask(true);
      for (OptLayer layer : layers) {
        hidden = layer.forward(hidden, mask, context);
      }
      Tensor normed = finalNorm == null ? hidden : finalNorm.forward(hidden, context);
      return scope.keep(projectOut == null ? normed : projectOut.forward(normed, context));
    }
  }

  private Tensor embedded(TokenBatch batch, ForwardContext context) {
    Tensor table = context.probe().table(TOKENS + ".weight", tokens);
    Tensor x = torch.embedding(table, batch.inputIds());
    return projectIn == null ? x : projectIn.forward(x, context);
  }

  /** The vectors of the places, counted over the tokens that are not padding. */
  private Tensor placed(TokenBatch batch, ForwardContext context) {
    long length = batch.length(config.maxPositionEmbeddings());
    Tensor table = context.probe().table(POSITIONS + ".weight", positions);
    if (batch.visible() == null) {
      return table.narrow(0, POSITION_OFFSET, length);
    }
    Tensor one = batch.visible().to(ScalarType.Long);
    Tensor place = one.cumsum(1).mul(one).add(new Scalar(POSITION_OFFSET - 1));
    return torch.embedding(table, place);
  }

  /**
   * A layer flattens its hidden state to [B L, D] for its perceptron, and where norms come first
   * for the perceptron's norm too; its output has three axes again. The final norm is left out of
   * the largest norm, as it appears to be in the paper.
   */
  @Override
  public Optional<ScriptMeasures> scriptMeasures() {
    List<String> all = outlierProbePoints();
    Set<String> withoutFinalNorm = new HashSet<>(all);
    withoutFinalNorm.remove(DECODER + "final_layer_norm");
    Set<String> flattened = new HashSet<>();
    for (int layer = 0; layer < config.numHiddenLayers(); layer++) {
      flattened.add(DECODER + "layers." + layer + ".fc2");
      if (config.doLayerNormBefore()) {
        flattened.add(DECODER + "layers." + layer + ".final_layer_norm");
      }
    }
    return Optional.of(
        new ScriptMeasures(
            Set.copyOf(all),
            withoutFinalNorm,
            flattened,
            OptionalInt.of(SCRIPT_CALIBRATION_BATCHES)));
  }

  /** Every layer, its fc2, out_proj and both norms, and the final norm. */
  @Override
  public List<String> outlierProbePoints() {
    List<String> names = new ArrayList<>();
    for (int layer = 0; layer < config.numHiddenLayers(); layer++) {
      String name = DECODER + "layers." + layer;
      names.addAll(
          List.of(
              name + ".self_attn_layer_norm",
              name + ".self_attn.out_proj",
              name + ".final_layer_norm",
              name + ".fc2",
              name));
    }
    if (finalNorm != null) {
      names.add(DECODER + "final_layer_norm");
    }
    return names;
  }
}
