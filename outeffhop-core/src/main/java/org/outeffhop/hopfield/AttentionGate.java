package org.outeffhop.hopfield;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.nn.Linear;
import org.outeffhop.tensor.Parameters;

/**
 * pi = sigmoid(G(x)), multiplied to every head's context, so that a head can output nothing.
 *
 * <p>Parameter names are the reference implementation's, below {@code NAME.alpha}.
 */
public final class AttentionGate {
  private final GateKind kind;
  private final int heads;
  private final Tensor scalars;
  private final List<Linear> first = new ArrayList<>();
  private final List<Linear> second = new ArrayList<>();

  /**
   * A gate with initial bias {@code bias}: sigmoid(bias) is how far it is open at first.
   *
   * @param name the attention module's name
   * @param headSize D
   */
  public AttentionGate(
      Parameters parameters,
      String name,
      GateKind kind,
      int heads,
      long headSize,
      double bias,
      double std) {
    this.kind = kind;
    this.heads = heads;
    String alpha = name + ".alpha";
    scalars = kind == GateKind.UNCONDITIONAL ? parameters.constant(alpha, bias, heads) : null;
    switch (kind) {
      case UNCONDITIONAL -> {}
      case ALL_FEATURES -> first.add(linear(parameters, alpha, heads * headSize, heads, bias, std));
      case PER_TOKEN, PER_HEAD ->
          addPerHead(first, head -> linear(parameters, alpha + "." + head, headSize, 1, bias, std));
      case PER_TOKEN_MLP -> {
        long hidden = headSize / 4;
        for (int head = 0; head < heads; head++) {
          String perceptron = alpha + "." + head;
          first.add(linear(parameters, perceptron + ".0", headSize, hidden, 0, std));
          second.add(linear(parameters, perceptron + ".2", hidden, 1, bias, std));
        }
      }
    }
  }

  private void addPerHead(List<Linear> layers, IntFunction<Linear> layer) {
    for (int head = 0; head < heads; head++) {
      layers.add(layer.apply(head));
    }
  }

  private static Linear linear(
      Parameters parameters, String name, long in, long out, double bias, double std) {
    return new Linear(
        name,
        parameters.normal(name + ".weight", std, out, in),
        parameters.constant(name + ".bias", bias, out));
  }

  /**
   * The gate's values.
   *
   * @param x layer input, [B, L, H D]
   * @return broadcastable against contexts of shape [B, H, L, D]
   */
  public Tensor forward(Tensor x) {
    return switch (kind) {
      case UNCONDITIONAL -> scalars.sigmoid().reshape(1, heads, 1, 1);
      case ALL_FEATURES -> perToken(first.get(0).forward(x, ForwardContext.EVALUATION));
      case PER_TOKEN -> perToken(slices(x, false));
      case PER_TOKEN_MLP -> perToken(slices(x, true));
      case PER_HEAD -> perToken(slices(x, false).mean(new long[] {1}, true, null));
    };
  }

  /** [B, L, H] to [B, H, L, 1]. */
  private static Tensor perToken(Tensor logits) {
    return logits.sigmoid().transpose(1, 2).unsqueeze(-1);
  }

  private Tensor slices(Tensor x, boolean perceptron) {
    long size = x.size(2) / heads;
    TensorVector outputs = new TensorVector();
    for (int head = 0; head < heads; head++) {
      Tensor slice = x.narrow(2, head * size, size);
      Tensor hidden = first.get(head).forward(slice, ForwardContext.EVALUATION);
      outputs.push_back(
          perceptron ? second.get(head).forward(hidden.relu(), ForwardContext.EVALUATION) : hidden);
    }
    return torch.cat(outputs, 2);
  }
}
