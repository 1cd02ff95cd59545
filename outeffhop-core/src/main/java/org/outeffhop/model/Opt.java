package org.outeffhop.model;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.outeffhop.hopfield.ForwardContext;
import org.outeffhop.hopfield.LayerNorm;
import org.outeffhop.hopfield.Linear;
import org.outeffhop.tensor.Parameters;
import org.outeffhop.tensor.TensorScope;

/**
 * OPT, a pre-norm decoder with ReLU and learned positions; Zhang et al. 2022 (arXiv 2205.01068).
 * Names are those of Hugging Face's {@code OPTForCausalLM}; the head's matrix is the token
 * embedding's.
 */
public final class Opt implements LanguageModel {
  /** Hugging Face's OPT starts counting positions at 2. */
  private static final int POSITION_OFFSET = 2;

  private static final String DECODER = "model.decoder.";
  private final Parameters parameters = new Parameters();
  private final OptConfig config;
  private final Tensor tokens;
  private final Tensor positions;
  private final List<OptLayer> layers = new ArrayList<>();
  private final LayerNorm finalNorm;

  /** An OPT with freshly drawn weights; the engine's seed determines them. */
  public Opt(OptConfig config) {
    this.config = config;
    long width = config.hiddenSize();
    tokens =
        parameters.normal(
            DECODER + "embed_tokens.weight", config.initStd(), config.vocabSize(), width);
    positions =
        parameters.normal(
            DECODER + "embed_positions.weight",
            config.initStd(),
            config.maxPositionEmbeddings() + POSITION_OFFSET,
            width);
    for (int layer = 0; layer < config.numHiddenLayers(); layer++) {
      layers.add(new OptLayer(parameters, DECODER + "layers." + layer, config));
    }
    finalNorm = LayerNorm.create(parameters, DECODER + "final_layer_norm", width, OptLayer.EPS);
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
      long length = inputIds.size(1);
      Tensor hidden = hidden(inputIds, context).narrow(1, 0, length - 1);
      Tensor next = labels.narrow(1, 1, length - 1);
      Tensor logits = head(hidden.reshape(-1, config.hiddenSize()), context);
      return scope.keep(TokenLoss.crossEntropy(logits, next.reshape(-1)));
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
    Tensor sum =
        torch.embedding(tokens, inputIds).add(positions.narrow(0, POSITION_OFFSET, length));
    Tensor hidden = context.probe().at(DECODER + "embeddings", context.drop(sum, config.dropout()));
    for (OptLayer layer : layers) {
      hidden = layer.forward(hidden, context);
    }
    return finalNorm.forward(hidden, context);
  }

  private Tensor head(Tensor hidden, ForwardContext context) {
    return new Linear("lm_head", tokens, null).forward(hidden, context);
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
    names.add(DECODER + "final_layer_norm");
    return names;
  }
}
