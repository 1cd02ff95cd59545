package org.outeffhop.model;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.outeffhop.hopfield.AttentionMask;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.nn.Linear;
import org.outeffhop.nn.Norm;
import org.outeffhop.tensor.Parameters;
import org.outeffhop.tensor.TensorScope;

/**
 * Llama, a decoder with rotary positions, gated perceptrons and keys that heads may share; Touvron
 * et al. 2023 (arXiv 2302.13971 and 2307.09288). Names are those of Hugging Face's {@code
 * LlamaForCausalLM}.
 *
 * <p>Places count from the first token, padding included: scores depend on distances alone.
 */
public final class Llama extends CausalLanguageModel {
  private static final String MODEL = "model.";
  private static final String TOKENS = MODEL + "embed_tokens";
  private static final String LAYER = MODEL + "layers.";

  private final Parameters parameters;
  private final LlamaConfig config;
  private final Tensor tokens;
  private final List<LlamaLayer> layers = new ArrayList<>();
  private final Norm norm;
  private final Linear head;

  /** A Llama with freshly drawn weights; the engine's seed determines them. */
  public Llama(LlamaConfig config) {
    this(config, new Parameters());
  }

  /** A Llama whose weights are put into {@code parameters}. */
  public Llama(LlamaConfig config, Parameters parameters) {
    this.config = config;
    this.parameters = parameters;
    int width = config.hiddenSize();
    double std = config.initializerRange();
    tokens = parameters.normal(TOKENS + ".weight", std, config.vocabSize(), width);
    for (int layer = 0; layer < config.numHiddenLayers(); layer++) {
      layers.add(new LlamaLayer(parameters, LAYER + layer, config));
    }
    norm = config.norm().create(parameters, MODEL + "norm", width);
    head =
        config.tieWordEmbeddings()
            ? new Linear("lm_head", tokens, null)
            : Linear.create(parameters, "lm_head", width, config.vocabSize(), std, false);
  }

  @Override
  public Parameters parameters() {
    return parameters;
  }

  @Override
  public String architecture() {
    return "LlamaForCausalLM";
  }

  @Override
  Linear head() {
    return head;
  }

  @Override
  public Tensor hiddenStates(TokenBatch batch, ForwardContext context) {
    try (TensorScope scope = TensorScope.open()) {
      long length = batch.length(config.maxPositionEmbeddings());
      Tensor table = context.probe().table(TOKENS + ".weight", tokens);
      Tensor embedded = torch.embedding(table, batch.inputIds());
      Tensor hidden = context.probe().at(TOKENS, embedded);
      double[] frequencies = config.rotary().frequencies(config.headDim());
      RotaryPositions places = RotaryPositions.of(frequencies, length, hidden);
      AttentionMask mask = batch.mask(true);
      for (LlamaLayer layer : layers) {
        hidden = layer.forward(hidden, places, mask, context);
      }
      return scope.keep(norm.forward(hidden, context));
    }
  }

  /**
   * Every decoder layer, its {@code mlp.down_proj}, {@code self_attn.o_proj} and both norms, and
   * the final norm, as {@link Opt} has them. The paper has no Llama.
   */
  @Override
  public List<String> outlierProbePoints() {
    List<String> names = new ArrayList<>();
    for (int layer = 0; layer < layers.size(); layer++) {
      names.addAll(LlamaLayer.outlierProbePoints(LAYER + layer));
    }
    names.add(MODEL + "norm");
    return names;
  }
}
