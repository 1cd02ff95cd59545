package org.outeffhop.tensor;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/** A copy of the values of parameters, to which they can be restored. */
public final class ParameterCopy implements AutoCloseable {
  private final Map<String, Tensor> parameters;
  private final Map<String, Tensor> copies = new LinkedHashMap<>();

  /** A copy of parameters that change in place; nothing is copied yet. */
  public ParameterCopy(Map<String, Tensor> parameters) {
    this.parameters = parameters;
  }

  /** Copies the current values, which replace earlier ones. */
  public void take() {
    try (TensorScope scope = TensorScope.open();
        NoGradGuard constant = new NoGradGuard()) {
      parameters.forEach(
          (name, tensor) ->
              copies.computeIfAbsent(name, key -> scope.release(tensor.clone())).copy_(tensor));
    }
  }

  /** The last copy, by name; empty before the first one. */
  public Map<String, Tensor> values() {
    return Collections.unmodifiableMap(copies);
  }

  /** Restores the parameters to the last copy; does nothing before the first one. */
  public void restore() {
    try (TensorScope scope = TensorScope.open();
        NoGradGuard constant = new NoGradGuard()) {
      copies.forEach((name, tensor) -> parameters.get(name).copy_(tensor));
    }
  }

  @Override
  public void close() {
    copies.values().forEach(Tensor::close);
    copies.clear();
  }
}
