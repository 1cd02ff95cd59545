package org.outeffhop.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.function.DoubleSupplier;
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

  /**
   * Compares the gradients by every parameter's first, middle and last element with central
   * differences of another computation of the same loss.
   *
   * @param weights what that computation reads, by the parameters' names
   */
  public static void requireSlopes(
      Parameters parameters, Map<String, double[]> weights, DoubleSupplier loss) {
    double step = 1e-5;
    for (Map.Entry<String, Tensor> entry : parameters.asMap().entrySet()) {
      double[] values = weights.get(entry.getKey());
      double[] gradient = Tensors.toDoubles(entry.getValue().grad());
      for (int i : new int[] {0, values.length / 2, values.length - 1}) {
        double value = values[i];
        values[i] = value + step;
        double above = loss.getAsDouble();
        values[i] = value - step;
        double slope = (above - loss.getAsDouble()) / (2 * step);
        values[i] = value;
        assertEquals(slope, gradient[i], 1e-4 * Math.max(1, Math.abs(slope)), entry.getKey());
      }
    }
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
