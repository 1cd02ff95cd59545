package org.outeffhop.model;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.nn.Linear;
import org.outeffhop.nn.Norm;
import org.outeffhop.tensor.Parameters;
import org.outeffhop.tensor.Probe;

/** Layers and norms of STanHop-Net as PyTorch makes them. */
final class StanHopParts {
  private static final double EPS = 1e-5;

  private StanHopParts() {}

  /** Normal weights of the variance of U(-1 / sqrt(in), 1 / sqrt(in)), bias 0. */
  static Linear linear(Parameters parameters, String name, long in, long out) {
    return Linear.create(parameters, name, in, out, 1 / Math.sqrt(3.0 * in));
  }

  static Norm norm(Parameters parameters, String name, long width) {
    return Norm.layer(EPS).create(parameters, name, width);
  }

  /** x + dropout(change), shown to the probe. */
  static Tensor sum(String point, Tensor x, Tensor change, double dropout, ForwardContext context) {
    return context.probe().at(point, context.addDropped(x, change, dropout));
  }

  /** W_2 gelu(W_1 x + b_1) + b_2; the probe sees gelu's output. */
  static Tensor perceptron(
      Linear first, String point, Linear second, Tensor x, ForwardContext context) {
    Tensor hidden = context.probe().at(point, torch.gelu(project(first, x, context)));
    return second.forward(hidden, context);
  }

  /** A layer's output for a product that follows: where no probe looks, of the factors' type. */
  static Tensor project(Linear layer, Tensor x, ForwardContext context) {
    return isSeen(context) ? layer.forward(x, context) : layer.multiply(x, context);
  }

  /** Whether a probe may look at what lies between two products. */
  static boolean isSeen(ForwardContext context) {
    return context.probe() != Probe.NONE;
  }
}
