package org.outeffhop.training;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/** The gradients of all parameters together. */
final class Gradients {
  private static final double CLIP_EPSILON = 1e-6;

  private Gradients() {}

  /** Takes the gradients away, so that the next backward pass makes new ones. */
  static void clear(Collection<Tensor> parameters) {
    for (Tensor parameter : parameters) {
      parameter.mutable_grad().reset();
    }
  }

  /** The first parameter whose gradient is not finite. */
  static Optional<String> firstNonFinite(Map<String, Tensor> parameters) {
    try (TensorScope scope = TensorScope.open()) {
      return parameters.entrySet().stream()
          .filter(entry -> entry.getValue().grad().defined())
          .filter(entry -> !Tensors.isFinite(entry.getValue().grad()))
          .map(Map.Entry::getKey)
          .findFirst();
    }
  }

  /**
   * Multiplies all gradients by min(1, maxNorm / (norm + 1e-6)), as {@code
   * torch.nn.utils.clip_grad_norm_}.
   *
   * @param maxNorm 0: they stay as they are
   * @return their L2 norm before; where it is not finite nothing is changed
   */
  static double clip(Collection<Tensor> parameters, double maxNorm) {
    try (TensorScope scope = TensorScope.open();
        NoGradGuard noGrad = new NoGradGuard()) {
      List<Tensor> gradients =
          parameters.stream().map(Tensor::grad).filter(Tensor::defined).toList();
      if (gradients.isEmpty()) {
        return 0;
      }
      Tensor[] norms = gradients.stream().map(Tensor::norm).toArray(Tensor[]::new);
      double norm = Tensors.item(torch.stack(new TensorVector(norms)).norm());
      double factor = maxNorm / (norm + CLIP_EPSILON);
      if (maxNorm > 0 && Double.isFinite(norm) && factor < 1) {
        gradients.forEach(gradient -> gradient.mul_(Tensors.scalar(factor)));
      }
      return norm;
    }
  }
}
