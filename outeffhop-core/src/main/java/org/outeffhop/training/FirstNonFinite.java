package org.outeffhop.training;

import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.tensor.Probe;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/** Finds the first module of a forward pass whose output holds a NaN or an infinity. */
public final class FirstNonFinite implements Probe {
  private String module;

  @Override
  public Tensor at(String name, Tensor activation) {
    if (module == null && activation.is_floating_point()) {
      try (TensorScope scope = TensorScope.open()) {
        if (!Tensors.isFinite(activation)) {
          module = name;
        }
      }
    }
    return activation;
  }

  /** The module, if there is one. */
  public Optional<String> module() {
    return Optional.ofNullable(module);
  }
}
