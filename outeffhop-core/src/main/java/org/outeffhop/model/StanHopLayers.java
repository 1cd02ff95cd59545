package org.outeffhop.model;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.outeffhop.hopfield.ForwardContext;
import org.outeffhop.hopfield.LayerNorm;
import org.outeffhop.hopfield.Linear;
import org.outeffhop.tensor.Parameters;

/** Layers and norms of STanHop-Net as PyTorch makes them. */
final class StanHopLayers {
  private static final double EPS = 1e-5;

  private StanHopLayers() {}

  /** Normal weights of the variance of U(-1 / sqrt(in), 1 / sqrt(in)), bias 0. */
  static Linear linear(Parameters parameters, String name, long in, long out) {
    return Linear.create(parameters, name, in, out, 1 / Math.sqrt(3.0 * in));
  }

  static LayerNorm norm(Parameters parameters, String name, long width) {
    return LayerNorm.create(parameters, name, width, EPS);
  }

  /** x + dropout(change), shown to the probe. */
  static Tensor sum(String point, Tensor x, Tensor change, double dropout, ForwardContext context) {
    return context.probe().at(point, context.addDropped(x, change, dropout));
  }

  /** gelu(x), shown to the probe. */
  static Tensor gelu(String point, Tensor x, ForwardContext context) {
    return context.probe().at(point, torch.gelu(x));
  }
}
