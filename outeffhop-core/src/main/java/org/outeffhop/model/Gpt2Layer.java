package org.outeffhop.model;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.hopfield.AttentionMask;
import org.outeffhop.hopfield.MultiHeadAttention;
import org.outeffhop.nn.Conv1D;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.nn.LayerNorm;
import org.outeffhop.tensor.Parameters;
import org.outeffhop.tensor.TensorScope;

/**
 * One pre-norm block: x = x + attention(ln_1(x)); x = x + c_proj(act(c_fc(ln_2(x)))). Queries, keys
 * and values are the thirds of one layer's output.
 */
final class Gpt2Layer {
  private final String name;
  private final Gpt2Config config;
  private final LayerNorm attentionNorm;
  private final Conv1D queryKeyValue;
  private final MultiHeadAttention attention;
  private final Conv1D attentionOutput;
  private final LayerNorm mlpNorm;
  private final Conv1D mlpInput;
  private final Conv1D mlpOutput;

  Gpt2Layer(Parameters parameters, String name, Gpt2Config config) {
    this.name = name;
    this.config = config;
    long width = config.nEmbd();
    double std = config.initializerRange();
    attentionNorm = norm(parameters, ".ln_1");
    queryKeyValue = Conv1D.create(parameters, name + ".attn.c_attn", width, 3 * width, std);
    attention =
        new MultiHeadAttention(
            parameters, name + ".attn", config.nHead(), width, config.attention(), std);
    attentionOutput =
        Conv1D.create(parameters, name + ".attn.c_proj", width, width, config.projectionStd());
    mlpNorm = norm(parameters, ".ln_2");
    mlpInput = Conv1D.create(parameters, name + ".mlp.c_fc", width, config.nInner(), std);
    mlpOutput =
        Conv1D.create(
            parameters, name + ".mlp.c_proj", config.nInner(), width, config.projectionStd());
  }

  private LayerNorm norm(Parameters parameters, String module) {
    return LayerNorm.create(parameters, name + module, config.nEmbd(), config.layerNormEpsilon());
  }

  /** [B, L, W] to [B, L, W], shown to the probe under the layer's name. */
  Tensor forward(Tensor x, AttentionMask mask, ForwardContext context) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor retrieved = attend(attentionNorm.forward(x, context), mask, context);
      Tensor attended = sum(".attn.residual", x, retrieved, context);
      return scope.keep(
          sum("", attended, mlp(mlpNorm.forward(attended, context), context), context));
    }
  }

  private Tensor attend(Tensor x, AttentionMask mask, ForwardContext context) {
    Tensor joint = queryKeyValue.forward(x, context);
    Tensor retrieved =
        attention.forward(
            third(joint, 0),
            third(joint, 1),
            third(joint, 2),
            x,
            mask,
            config.attnPdrop(),
            context);
    return attentionOutput.forward(retrieved, context);
  }

  private Tensor third(Tensor joint, long index) {
    return joint.narrow(2, index * config.nEmbd(), config.nEmbd());
  }

  private Tensor mlp(Tensor x, ForwardContext context) {
    Tensor active = config.activationFunction().apply(mlpInput.forward(x, context));
    return mlpOutput.forward(context.probe().at(name + ".mlp.act", active), context);
  }

  private Tensor sum(String point, Tensor x, Tensor change, ForwardContext context) {
    return context.probe().at(name + point, context.addDropped(x, change, config.residPdrop()));
  }

  /** Both norms, what attention and perceptron add, and the block's output. */
  static List<String> outlierProbePoints(String name) {
    return List.of(
        name + ".ln_1", name + ".attn.c_proj", name + ".ln_2", name + ".mlp.c_proj", name);
  }
}
