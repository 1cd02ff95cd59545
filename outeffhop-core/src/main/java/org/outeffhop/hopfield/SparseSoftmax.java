package org.outeffhop.hopfield;

import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * alpha-entmax for alpha 2 and 1.5: the threshold by sorting, the gradient by implicit
 * differentiation, dp = s (dz - sum(s dz) / sum(s)) with s = p^(2 - alpha) on the support.
 */
final class SparseSoftmax {
  enum Alpha {
    TWO,
    ONE_AND_A_HALF
  }

  private SparseSoftmax() {}

  static Tensor apply(Tensor scores, Alpha alpha) {
    try (TensorScope scope = TensorScope.open()) {
      ScalarType type = Tensors.type(scores);
      boolean widen = type == ScalarType.BFloat16 || type == ScalarType.Half;
      Tensor z = widen ? scores.to(ScalarType.Float) : scores;
      Tensor masked = z.detach().isinf();
      Tensor finite = z.masked_fill(masked, new Scalar(0.0));
      Tensor weights = weights(z.detach(), masked, alpha);
      Tensor result = withGradient(weights, finite, slopes(weights, alpha));
      return scope.keep(widen ? result.to(type) : result);
    }
  }

  /**
   * Psi(z) = p^T z - (sum p^alpha - 1) / (alpha (alpha - 1)), with p the weights: the convex
   * conjugate of the negative Tsallis entropy.
   */
  static Tensor potential(Tensor scores, Alpha alpha) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor p = apply(scores, alpha);
      Tensor gain = p.mul(scores.masked_fill(scores.isinf(), new Scalar(0.0)));
      Tensor power = alpha == Alpha.TWO ? p.square() : p.mul(p.sqrt());
      double factor = alpha == Alpha.TWO ? 0.5 : 4.0 / 3.0;
      Tensor sum = gain.sub(power.mul(new Scalar(factor))).sum(new long[] {-1}, false, null);
      return scope.keep(sum.add(new Scalar(factor)));
    }
  }

  private static Tensor weights(Tensor z, Tensor masked, Alpha alpha) {
    try (TensorScope scope = TensorScope.open();
        NoGradGuard constant = new NoGradGuard()) {
      Tensor largest = z.amax(new long[] {-1}, true);
      Tensor shifted = z.sub(largest.masked_fill(largest.isinf(), new Scalar(0.0)));
      // Below -2 no score is in the support, for alpha 2 (width 1) as for alpha 1.5 (width 2).
      Tensor bounded =
          shifted
              .masked_fill(masked, new Scalar(-4.0))
              .clamp(new ScalarOptional(new Scalar(-4.0)), new ScalarOptional());
      Tensor p = alpha == Alpha.TWO ? sparsemax(bounded) : entmax15(bounded.div(new Scalar(2.0)));
      return scope.keep(p.masked_fill(masked, new Scalar(0.0)));
    }
  }

  private static Tensor sparsemax(Tensor z) {
    Tensor sorted = z.sort(-1, true).get0();
    Tensor rank = torch.arange(new Scalar(1.0), new Scalar(z.size(-1) + 1.0), SinkOptions.like(z));
    Tensor sums = sorted.cumsum(-1);
    Tensor size = rank.mul(sorted).add(new Scalar(1.0)).gt(sums).sum(new long[] {-1}, true, null);
    Tensor tau =
        sums.gather(-1, size.sub(new Scalar(1.0)).to(ScalarType.Long))
            .sub(new Scalar(1.0))
            .div(size);
    return z.sub(tau).relu();
  }

  private static Tensor entmax15(Tensor half) {
    Tensor sorted = half.sort(-1, true).get0();
    Tensor rank =
        torch.arange(new Scalar(1.0), new Scalar(half.size(-1) + 1.0), SinkOptions.like(half));
    Tensor mean = sorted.cumsum(-1).div(rank);
    Tensor meanOfSquares = sorted.square().cumsum(-1).div(rank);
    Tensor variance = meanOfSquares.sub(mean.square());
    Tensor delta = rank.reciprocal().sub(variance).relu();
    Tensor candidates = mean.sub(delta.sqrt());
    Tensor size = candidates.le(sorted).sum(new long[] {-1}, true, null);
    Tensor tau = candidates.gather(-1, size.sub(new Scalar(1.0)).to(ScalarType.Long));
    return half.sub(tau).relu().square();
  }

  private static Tensor slopes(Tensor p, Alpha alpha) {
    return alpha == Alpha.TWO ? p.gt(new Scalar(0.0)).to(Tensors.type(p)) : p.sqrt();
  }

  /**
   * The constant p, as a function of z whose value is p and whose derivative is entmax's.
   *
   * @param slopes p^(2 - alpha) on the support, 0 elsewhere
   */
  static Tensor withGradient(Tensor p, Tensor z, Tensor slopes) {
    if (!z.requires_grad()) {
      return p;
    }
    Tensor change = z.sub(z.detach());
    Tensor mean = slopes.mul(change).sum(new long[] {-1}, true, null).div(total(slopes));
    return p.add(slopes.mul(change.sub(mean)));
  }

  /** sum(s) of each row, 1 for a row without support. */
  static Tensor total(Tensor slopes) {
    Tensor sum = slopes.sum(new long[] {-1}, true, null);
    return sum.masked_fill(sum.eq(new Scalar(0.0)), new Scalar(1.0));
  }
}
