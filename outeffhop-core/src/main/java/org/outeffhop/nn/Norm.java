package org.outeffhop.nn;

import org.bytedeco.pytorch.Tensor;
import org.outeffhop.tensor.Parameters;

/** What brings vectors to a scale, shown to the probe under its name. */
public sealed interface Norm permits LayerNorm, RmsNorm {
  /** Full name of the module. */
  String name();

  /**
   * The normalised x.
   *
   * @param x [.., width]
   */
  Tensor forward(Tensor x, ForwardContext context);

  /** The kind of norm that a model has everywhere. */
  @FunctionalInterface
  interface Factory {
    /**
     * A new norm.
     *
     * @param name full name of the module
     */
    Norm create(Parameters parameters, String name, long width);
  }

  /** {@link LayerNorm}s with trained gains and biases. */
  static Factory layer(double eps) {
    return (parameters, name, width) -> LayerNorm.create(parameters, name, width, eps);
  }

  /** {@link LayerNorm}s without trained parts. */
  static Factory plainLayer(double eps) {
    return (parameters, name, width) -> LayerNorm.plain(name, eps);
  }

  /** {@link RmsNorm}s with trained gains. */
  static Factory rms(double eps) {
    return (parameters, name, width) -> RmsNorm.create(parameters, name, width, eps);
  }
}
