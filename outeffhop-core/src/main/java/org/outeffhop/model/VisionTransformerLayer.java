package org.outeffhop.model;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.hopfield.AttentionMask;
import org.outeffhop.hopfield.MultiHeadAttention;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.nn.Linear;
import org.outeffhop.nn.Norm;
import org.outeffhop.tensor.Parameters;
import org.outeffhop.tensor.TensorScope;

/** One pre-norm block: x = x + attention(norm(x)); x = x + W_2 act(W_1 norm(x)). */
final class VisionTransformerLayer {
  private final String name;
  private final VisionTransformerConfig config;
  private final Norm normBefore;
  private final Linear query;
  private final Linear key;
  private final Linear value;
  private final MultiHeadAttention attention;
  private final Linear attentionOutput;
  private final Norm normAfter;
  private final Linear intermediate;
  private final Linear output;

  VisionTransformerLayer(Parameters parameters, String name, VisionTransformerConfig config) {
    this.name = name;
    this.config = config;
    int width = config.hiddenSize();
    String self = name + ".attention.attention";
    normBefore = norm(parameters, ".layernorm_before");
    query = linear(parameters, ".attention.attention.query", width, width, config.qkvBias());
    key = linear(parameters, ".attention.attention.key", width, width, config.qkvBias());
    value = linear(parameters, ".attention.attention.value", width, width, config.qkvBias());
    attention =
        new MultiHeadAttention(
            parameters,
            self,
            config.numAttentionHeads(),
            width,
            config.attention(),
            config.initializerRange());
    attentionOutput = linear(parameters, ".attention.output.dense", width, width, true);
    normAfter = norm(parameters, ".layernorm_after");
    intermediate =
        linear(parameters, ".intermediate.dense", width, config.intermediateSize(), true);
    output = linear(parameters, ".output.dense", config.intermediateSize(), width, true);
  }

  private Norm norm(Parameters parameters, String module) {
    return config.norm().create(parameters, name + module, config.hiddenSize());
  }

  private Linear linear(Parameters parameters, String module, int in, int out, boolean bias) {
    return Linear.create(parameters, name + module, in, out, config.initializerRange(), bias);
  }

  /** [B, L, W] to [B, L, W], shown to the probe under the layer's name. */
  Tensor forward(Tensor x, ForwardContext context) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor retrieved = attend(normBefore.forward(x, context), context);
      Tensor attended = sum(".attention.residual", x, retrieved, context);
      Tensor normed = normAfter.forward(attended, context);
      Tensor active = config.hiddenAct().apply(intermediate.forward(normed, context));
      Tensor hidden = context.probe().at(name + ".intermediate.intermediate_act_fn", active);
      return scope.keep(sum("", attended, output.forward(hidden, context), context));
    }
  }

  private Tensor attend(Tensor x, ForwardContext context) {
    Tensor retrieved =
        attention.forward(
            query.forward(x, context),
            key.forward(x, context),
            value.forward(x, context),
            x,
            AttentionMask.none(),
            config.attentionProbsDropoutProb(),
            context);
    return attentionOutput.forward(retrieved, context);
  }

  private Tensor sum(String point, Tensor x, Tensor change, ForwardContext context) {
    return context
        .probe()
        .at(name + point, context.addDropped(x, change, config.hiddenDropoutProb()));
  }

  /** All modules that give a tensor, which the sums of shortcuts within the block are not. */
  static List<String> modules(String name) {
    return List.of(
        name + ".layernorm_before",
        name + ".attention.attention.query",
        name + ".attention.attention.key",
        name + ".attention.attention.value",
        name + ".attention.output.dense",
        name + ".layernorm_after",
        name + ".intermediate.dense",
        name + ".intermediate.intermediate_act_fn",
        name + ".output.dense",
        name);
  }

  /** The perceptron's output and the block's. */
  static List<String> outlierProbePoints(String name) {
    return List.of(name + ".output.dense", name);
  }
}
