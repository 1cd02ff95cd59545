package org.outeffhop.model;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.outeffhop.hopfield.AttentionMask;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.nn.LayerNorm;
import org.outeffhop.nn.Linear;
import org.outeffhop.tensor.Parameters;
import org.outeffhop.tensor.TensorScope;

/**
 * GPT-2, a pre-norm decoder with learned positions; Radford et al. 2019, "Language Models are
 * Unsupervised Multitask Learners". Names are those of Hugging Face's {@code GPT2LMHeadModel}.
 *
 * <p>Places count from the first token, padding included, as Hugging Face's do where no position
 * ids are given. Padding behind a sequence therefore changes nothing; padding in front of it moves
 * it to later places.
 */
public final class Gpt2 extends CausalLanguageModel {
  private static final String TRANSFORMER = "transformer.";
  private static final String TOKENS = TRANSFORMER + "wte.weight";
  private static final String POSITIONS = TRANSFORMER + "wpe.weight";
  private static final String FINAL_NORM = TRANSFORMER + "ln_f";

  private final Parameters parameters;
  private final Gpt2Config config;
  private final Tensor tokens;
  private final Tensor positions;
  private final List<Gpt2Layer> layers = new ArrayList<>();
  private final LayerNorm finalNorm;
  private final Linear head;

  /** A GPT-2 with freshly drawn weights; the engine's seed determines them. */
  public Gpt2(Gpt2Config config) {
    this(config, new Parameters());
  }

  /** A GPT-2 whose weights are put into {@code parameters}. */
  public Gpt2(Gpt2Config config, Parameters parameters) {
    this.config = config;
    this.parameters = parameters;
    int width = config.nEmbd();
    double std = config.initializerRange();
    tokens = parameters.normal(TOKENS, std, config.vocabSize(), width);
    positions = parameters.normal(POSITIONS, std, config.nPositions(), width);
    for (int layer = 0; layer < config.nLayer(); layer++) {
      layers.add(new Gpt2Layer(parameters, name(layer), config));
    }
    finalNorm = LayerNorm.create(parameters, FINAL_NORM, width, config.layerNormEpsilon());
    head =
        config.tieWordEmbeddings()
            ? new Linear("lm_head", tokens, null)
            : Linear.create(parameters, "lm_head", width, config.vocabSize(), std, false);
  }

  private static String name(int layer) {
    return TRANSFORMER + "h." + layer;
  }

  @Override
  public Parameters parameters() {
    return parameters;
  }

  @Override
  public String architecture() {
    return "GPT2LMHeadModel";
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
          context.probe().at(TRANSFORMER + "drop", context.drop(sum, config.embdPdrop()));
      AttentionMask mask = batch.mask(true);
      for (Gpt2Layer layer : layers) {
        hidden = layer.forward(hidden, mask, context);
      }
      return scope.keep(finalNorm.forward(hidden, context));
    }
  }

  private Tensor embedded(TokenBatch batch, ForwardContext context) {
    return torch.embedding(context.probe().table(TOKENS, tokens), batch.inputIds());
  }

  private Tensor placed(TokenBatch batch, ForwardContext context) {
    Tensor table = context.probe().table(POSITIONS, positions);
    return table.narrow(0, 0, batch.length(config.nPositions()));
  }

  /** Every block, its {@code mlp.c_proj}, {@code attn.c_proj} and both norms, and the last norm. */
  @Override
  public List<String> outlierProbePoints() {
    List<String> names = new ArrayList<>();
    for (int layer = 0; layer < layers.size(); layer++) {
      names.addAll(Gpt2Layer.outlierProbePoints(name(layer)));
    }
    names.add(FINAL_NORM);
    return names;
  }
}
