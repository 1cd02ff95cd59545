package org.outeffhop.model;

import org.bytedeco.pytorch.Tensor;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.nn.Linear;
import org.outeffhop.tensor.Parameters;

/** y = W_2 gelu(W_0 x + b_0) + b_2. */
final class StanHopMlp {
  private final String name;
  private final Linear first;
  private final Linear second;

  StanHopMlp(Parameters parameters, String name, long width, long hidden) {
    this.name = name;
    first = StanHopParts.linear(parameters, name + ".0", width, hidden);
    second = StanHopParts.linear(parameters, name + ".2", hidden, width);
  }

  Tensor forward(Tensor x, ForwardContext context) {
    return StanHopParts.perceptron(first, name + ".1", second, x, context);
  }

  /** The probe point of the output. */
  static String output(String name) {
    return name + ".2";
  }
}
