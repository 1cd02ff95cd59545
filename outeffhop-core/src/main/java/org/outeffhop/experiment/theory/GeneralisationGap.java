package org.outeffhop.experiment.theory;

import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.global.torch;
import org.outeffhop.hopfield.Softmax1;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * How far a trained one-step memory with bounded weights can fit pure chance.
 *
 * <pre>
 *   f(x, Y) = w^T Y Softmax1(x^T W Y),   ||w|| = 1, ||W||_F = 8
 *   gap     = max over w, W of 1/N sum_i e_i f(x_i, Y_i), less the same on new samples
 * </pre>
 *
 * <p>The signs e_i are random, so that nothing can be learned and all of the fit is gap: it is the
 * class's empirical Rademacher complexity, as far as gradient ascent finds it (from below). Queries
 * x and the M patterns of each Y are uniform on the unit sphere.
 *
 * @param samples N
 * @param dimension d
 * @param patterns M
 */
record GeneralisationGap(int samples, int dimension, int patterns) {
  private static final double BOUND = 8;
  private static final int STEPS = 100;
  private static final double RATE = 0.1;

  /** Queries [N, 1, d], memories [N, M, d], signs [N]. */
  private record Sample(Tensor x, Tensor y, Tensor signs) {
    static Sample draw(int count, int dimension, int patterns) {
      Tensor y = torch.randn(count, patterns, dimension);
      Tensor x = torch.randn(count, 1, dimension);
      Tensor signs = torch.rand(count).sub(new Scalar(0.5)).sign();
      return new Sample(unit(x), unit(y), signs);
    }

    Tensor correlation(Tensor outer, Tensor inner) {
      Tensor w = outer.div(outer.norm());
      Tensor matrix = inner.div(inner.norm()).mul(new Scalar(BOUND));
      Tensor scores = x.matmul(matrix).matmul(y.transpose(1, 2));
      Tensor read = new Softmax1().apply(scores).matmul(y).squeeze(1);
      return read.matmul(w).mul(signs).mean();
    }
  }

  private static Tensor unit(Tensor rows) {
    return rows.div(RandomPatterns.norms(rows));
  }

  /** The gap for samples drawn from libtorch's generator. */
  double measure() {
    try (TensorScope scope = TensorScope.open()) {
      Sample seen = Sample.draw(samples, dimension, patterns);
      Sample unseen = Sample.draw(samples, dimension, patterns);
      Tensor outer = torch.randn(dimension).set_requires_grad(true);
      Tensor inner = torch.randn(dimension, dimension).set_requires_grad(true);
      for (int step = 0; step < STEPS; step++) {
        try (TensorScope inStep = TensorScope.open()) {
          ascend(seen, outer, inner, RATE * (1 - (double) step / STEPS));
        }
      }
      try (NoGradGuard constant = new NoGradGuard()) {
        return Tensors.item(seen.correlation(outer, inner))
            - Tensors.item(unseen.correlation(outer, inner));
      }
    }
  }

  /** One step along the gradient, a share of the parameter's norm long. */
  private static void ascend(Sample seen, Tensor outer, Tensor inner, double rate) {
    seen.correlation(outer, inner)
        .backward(new Tensor(), new BoolOptional(), false, new TensorArrayRefOptional());
    try (NoGradGuard constant = new NoGradGuard()) {
      for (Tensor parameter : new Tensor[] {outer, inner}) {
        Tensor gradient = parameter.grad();
        Tensor length = parameter.norm().div(gradient.norm()).mul(new Scalar(rate));
        parameter.add_(gradient.mul(length));
        gradient.zero_();
      }
    }
  }
}
