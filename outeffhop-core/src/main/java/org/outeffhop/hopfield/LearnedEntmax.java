package org.outeffhop.hopfield;

import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * p = max((alpha - 1) z - tau, 0)^(1 / (alpha - 1)) with tau such that p sums to 1, for a trained
 * alpha = 1 + 2 sigmoid(a) between 1, where it is softmax, and 3; at 2 it is sparsemax.
 *
 * <p>tau is found by bisection. The gradient is implicit: with s = p^(2 - alpha) on the support and
 * q = s / sum(s), dp/dz = diag(s) - s q^T and dp/dalpha = (p - q) / (alpha - 1)^2 - (p log p - q
 * sum(p log p)) / (alpha - 1).
 *
 * <p>Correia, Niculae and Martins, EMNLP 2019 (arXiv 1909.00015), proposition 1; the range of alpha
 * is that of STanHop-Net (Wu et al., ICLR 2024, arXiv 2312.17346).
 *
 * @param logit a, one number, [1]
 */
public record LearnedEntmax(Tensor logit) implements EnergySoftmax {
  private static final int BISECTIONS = 50;

  public LearnedEntmax {
    if (logit.dim() != 1 || logit.size(0) != 1) {
      throw new IllegalArgumentException(
          "alpha's logit has " + logit.numel() + " elements; it takes one, of shape [1]");
    }
  }

  @Override
  public Tensor apply(Tensor scores) {
    try (TensorScope scope = TensorScope.open()) {
      ScalarType type = Tensors.type(scores);
      boolean widen = type == ScalarType.BFloat16 || type == ScalarType.Half;
      Tensor z = widen ? scores.to(ScalarType.Float) : scores;
      Tensor masked = z.detach().isinf();
      Tensor alpha = alpha(z);
      Tensor weights = weights(z.detach(), masked, alpha.detach());
      Tensor finite = z.masked_fill(masked, new Scalar(0.0));
      Tensor result = withGradient(weights, finite, alpha);
      return scope.keep(widen ? result.to(type) : result);
    }
  }

  /** Psi(z) = p^T z - (sum p^alpha - 1) / (alpha (alpha - 1)). */
  @Override
  public Tensor potential(Tensor scores) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor p = apply(scores);
      Tensor alpha = alpha(p);
      Tensor gain = p.mul(scores.masked_fill(scores.isinf(), new Scalar(0.0))).sum(-1);
      Tensor order = alpha.mul(alpha.sub(new Scalar(1.0)));
      return scope.keep(gain.sub(p.pow(alpha).sum(-1).sub(new Scalar(1.0)).div(order)));
    }
  }

  private Tensor alpha(Tensor like) {
    return logit.to(Tensors.type(like)).sigmoid().mul(new Scalar(2.0)).add(new Scalar(1.0));
  }

  /** p falls as tau rises; it sums to 1 between the tau where the largest p is 1 and 1 / L_k. */
  private static Tensor weights(Tensor z, Tensor masked, Tensor alpha) {
    try (TensorScope scope = TensorScope.open();
        NoGradGuard constant = new NoGradGuard()) {
      Tensor order = alpha.sub(new Scalar(1.0));
      Tensor power = order.reciprocal();
      Tensor largest = z.amax(new long[] {-1}, true);
      Tensor shifted = z.sub(largest.masked_fill(largest.isinf(), new Scalar(0.0))).mul(order);
      Tensor tau = torch.full_like(largest, new Scalar(-1.0));
      Tensor width = order.mul(new Scalar(-Math.log(z.size(-1)))).exp().neg().add(new Scalar(1.0));
      for (int i = 0; i < BISECTIONS; i++) {
        try (TensorScope step = TensorScope.open()) {
          width.div_(new Scalar(2.0));
          Tensor middle = tau.add(width);
          Tensor sum = power(shifted.sub(middle), power).sum(new long[] {-1}, true, null);
          tau.copy_(torch.where(sum.ge(new Scalar(1.0)), middle, tau));
        }
      }
      Tensor p = power(shifted.sub(tau), power).masked_fill(masked, new Scalar(0.0));
      return scope.keep(p.div(SparseSoftmax.total(p)));
    }
  }

  private static Tensor power(Tensor difference, Tensor exponent) {
    return difference.relu().pow(exponent);
  }

  private static Tensor withGradient(Tensor p, Tensor z, Tensor alpha) {
    Tensor constant = alpha.detach();
    Tensor support = p.gt(new Scalar(0.0)).to(Tensors.type(p));
    Tensor exponent = constant.neg().add(new Scalar(2.0));
    Tensor safe = p.add(support.neg().add(new Scalar(1.0)));
    Tensor slopes = safe.pow(exponent).mul(support);
    Tensor result = SparseSoftmax.withGradient(p, z, slopes);
    return alpha.requires_grad()
        ? result.add(slopeOfAlpha(p, slopes, safe, constant).mul(alpha.sub(constant)))
        : result;
  }

  private static Tensor slopeOfAlpha(Tensor p, Tensor slopes, Tensor safe, Tensor alpha) {
    Tensor order = alpha.sub(new Scalar(1.0));
    Tensor share = slopes.div(SparseSoftmax.total(slopes));
    Tensor entropy = p.mul(safe.log());
    Tensor spread = share.mul(entropy.sum(new long[] {-1}, true, null));
    return p.sub(share).div(order.square()).sub(entropy.sub(spread).div(order));
  }
}
