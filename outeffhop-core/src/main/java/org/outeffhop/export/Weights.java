package org.outeffhop.export;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.tensor.Parameters;
import org.outeffhop.tensor.TensorScope;

/**
 * What becomes constants of a graph: the parameters of the model, and tensors made of them, which
 * live until {@link #close()}.
 */
final class Weights implements AutoCloseable {
  private final Map<String, Tensor> parameters;
  private final Map<String, Tensor> derived = new LinkedHashMap<>();

  Weights(Parameters parameters) {
    this.parameters = parameters.asMap();
  }

  /** A parameter or a tensor made of some. */
  Tensor of(String name) {
    return derived.containsKey(name) ? derived.get(name) : of(parameters, name);
  }

  private static Tensor of(Map<String, Tensor> parameters, String name) {
    Tensor tensor = parameters.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("the model has no parameter '" + name + "'");
    }
    return tensor;
  }

  boolean has(String name) {
    return parameters.containsKey(name) || derived.containsKey(name);
  }

  /** Makes a tensor under a name, once. */
  void derive(String name, Supplier<Tensor> tensor) {
    if (!derived.containsKey(name)) {
      try (TensorScope scope = TensorScope.open()) {
        derived.put(name, scope.release(tensor.get().contiguous().clone()));
      }
    }
  }

  /** Puts what is made of a parameter in its place, such as the same values in another shape. */
  void replace(String name, UnaryOperator<Tensor> change) {
    derive(name, () -> change.apply(of(parameters, name).detach()));
  }

  @Override
  public void close() {
    derived.values().forEach(Tensor::close);
    derived.clear();
  }
}
