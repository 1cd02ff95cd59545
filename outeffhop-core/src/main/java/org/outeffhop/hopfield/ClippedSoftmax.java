package org.outeffhop.hopfield;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.tensor.TensorScope;

/**
 * clip(p (eta - gamma) + gamma, 0, 1) with p from another softmax, so that weights can be exactly 0
 * and 1.
 *
 * <p>Bondarenko et al., NeurIPS 2023 (arXiv 2306.12929), section 4.1.
 *
 * @param base where p comes from: {@link Softmax}, or {@link Softmax1} for clipped OutEffHop
 * @param gamma lower stretch, at most 0
 * @param eta upper stretch, at least 1
 */
public record ClippedSoftmax(SinkSoftmax base, double gamma, double eta)
    implements SoftmaxFunction {
  public ClippedSoftmax {
    if (!(gamma <= 0) || !(eta >= 1)) {
      throw new IllegalArgumentException(
          "gamma is " + gamma + " and eta " + eta + "; they need gamma <= 0 and eta >= 1");
    }
  }

  @Override
  public Tensor apply(Tensor scores) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor stretched = base.apply(scores).mul(new Scalar(eta - gamma)).add(new Scalar(gamma));
      return scope.keep(
          stretched.clamp(
              new ScalarOptional(new Scalar(0.0)), new ScalarOptional(new Scalar(1.0))));
    }
  }
}
