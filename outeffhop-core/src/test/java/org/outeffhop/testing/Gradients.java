package org.outeffhop.testing;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.outeffhop.tensor.Parameters;
import org.outeffhop.tensor.Tensors;

/** Backward passes with a given upstream gradient. */
public final class Gradients {
  private Gradients() {}

  /** Accumulates d(sum(y * upstream)) into the leaves. */
  public static void backward(Tensor y, Tensor upstream) {
    y.backward(upstream, new BoolOptional(), false, new TensorArrayRefOptional());
  }

  /** Refuses parameters of which one has no gradient, or none but zeros. */
  public static void requireAll(Parameters parameters, Object what) {
    parameters
        .asMap()
        .forEach(
            (name, value) ->
                assertTrue(Tensors.item(value.grad().abs().max()) > 0, name + " of " + what));
  }
}
