package org.outeffhop.tensor;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/** The values that parameters had at some time, to which they can be set back. */
public final class ParameterCopy implements AutoCloseable {
  private final Map<String, Tensor> parameters;
  private final Map<String, Tensor> copies = new LinkedHashMap<>();

  /** Of parameters that change in place; nothing is copied yet. */
  public ParameterCopy(Map<String, Tensor> parameters) {
    this.parameters = parameters;
  }

  /** Copies the present values, in place of earlier ones. */
  public void take() {
    try (TensorScope scope = TensorScope.open();
        NoGradGuard constant = new NoGradGuard()) {
      parameters.forEach(
          (name, tensor) ->
              copies.computeIfAbsent(name, key -> scope.release(tensor.clone())).copy_(tensor));
    }
  }

  /** The values taken last, by name; nothing before the first time. */
  public Map<String, Tensor> values() {
    return Collections.unmodifiableMap(copies);
  }

  /** Sets the parameters back to what was taken last; nothing happens before the first time. */
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
