package org.outeffhop.training.resume;

import java.util.Map;
import java.util.function.Supplier;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/** A part of training whose state goes into a checkpoint. */
public interface Stateful {
  /** Adds the state; the tensors must stay unchanged until they are written. */
  void save(TrainingState state);

  /**
   * Restores a state.
   *
   * @throws IllegalArgumentException if it is not one of this part
   */
  void load(TrainingState state);

  /**
   * Tensors that change in place, such as a model's parameters.
   *
   * @param part the name under which they are kept
   */
  static Stateful of(String part, Supplier<Map<String, Tensor>> tensors) {
    return new Stateful() {
      @Override
      public void save(TrainingState state) {
        tensors.get().forEach((name, tensor) -> state.put(part + "." + name, tensor));
      }

      @Override
      public void load(TrainingState state) {
        try (NoGradGuard constant = new NoGradGuard()) {
          tensors
              .get()
              .forEach((name, tensor) -> tensor.copy_(state.like(part + "." + name, tensor)));
        }
      }
    };
  }
}
