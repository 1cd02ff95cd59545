package org.outeffhop.experiment.theory;

import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * A one-step memory with bounded weights that learns a question about a pattern which it must find:
 *
 * <pre>
 *   f(x, Y) = w^T Y p(x^T W Y),   ||w|| = 1, ||W||_F = 12 sqrt(16)
 *   loss      mean of -t f(x, Y), t = +-1
 * </pre>
 *
 * <p>Each sample has M patterns Y of its own, of norm 1 in a space of 16 dimensions, and a query x
 * near one of them; both have noise of length 0.3 in all d dimensions. The label t is the sign of
 * that pattern's first coordinate, and wrong for one sample in ten, which is what can be fitted and
 * not be learned. Who reads all patterns alike finds nothing: the first coordinates of the others
 * are chance. So that finding is possible at every d within the same bounds, W begins as 12 on the
 * 16 dimensions and 0 elsewhere.
 *
 * @param dimension d, at least 16
 * @param patterns M
 * @param weights p, from scores [N, 1, M]
 */
record RecallLearner(int dimension, int patterns, UnaryOperator<Tensor> weights)
    implements Learner {
  private static final int SPACE = 16;
  private static final double BETA = 12;
  private static final double BOUND = BETA * Math.sqrt(SPACE);
  private static final double NOISE = 0.3;
  private static final double WRONG = 0.1;
  private static final int HELD_OUT = 2048;
  private static final int STEPS = 100;
  private static final double OUTER_RATE = 0.1;

  /** Small, so that W ends where it still finds patterns. */
  private static final double INNER_RATE = 0.02;

  /** Queries [N, 1, d], memories [N, M, d], true labels and given ones [N]. */
  private record Sample(Tensor x, Tensor y, Tensor truth, Tensor labels) {}

  private Sample draw(int count) {
    Tensor clean = unit(torch.randn(count, patterns, SPACE));
    Tensor y = inSpace(clean).add(noise(count, patterns));
    Tensor target = inSpace(clean.narrow(1, 0, 1));
    Tensor truth = clean.select(1, 0).select(1, 0).sign();
    Tensor flips = torch.rand(count).lt(new Scalar(WRONG));
    Tensor labels = torch.where(flips, truth.neg(), truth);
    return new Sample(target.add(noise(count, 1)), y, truth, labels);
  }

  private Tensor inSpace(Tensor rows) {
    if (dimension == SPACE) {
      return rows;
    }
    Tensor rest = torch.zeros(rows.size(0), rows.size(1), dimension - SPACE);
    return torch.cat(new TensorVector(rows, rest), 2);
  }

  /** 1 on the diagonal of the 16 dimensions, [d, d]. */
  private Tensor onSpace() {
    Tensor matrix = torch.zeros(dimension, dimension);
    matrix.narrow(0, 0, SPACE).narrow(1, 0, SPACE).copy_(torch.eye(SPACE));
    return matrix;
  }

  private Tensor noise(int count, int rows) {
    return unit(torch.randn(count, rows, dimension)).mul(new Scalar(NOISE));
  }

  private static Tensor unit(Tensor rows) {
    return rows.div(RandomPatterns.norms(rows));
  }

  private static Tensor weights(Sample of, Tensor inner, UnaryOperator<Tensor> weights) {
    Tensor matrix = inner.div(inner.norm()).mul(new Scalar(BOUND));
    return weights.apply(of.x.matmul(matrix).matmul(of.y.transpose(1, 2)));
  }

  private static Tensor answers(Sample of, Tensor outer, Tensor found) {
    return found.matmul(of.y).squeeze(1).matmul(outer.div(outer.norm()));
  }

  @Override
  public Trained train(int samples) {
    try (TensorScope scope = TensorScope.open()) {
      Sample seen = draw(samples);
      Tensor outer = torch.randn(dimension).set_requires_grad(true);
      Tensor inner = onSpace().set_requires_grad(true);
      for (int step = 0; step < STEPS; step++) {
        try (TensorScope inStep = TensorScope.open()) {
          ascend(seen, outer, inner, 1 - (double) step / STEPS);
        }
      }
      try (NoGradGuard constant = new NoGradGuard()) {
        return measure(seen, draw(HELD_OUT), outer, inner);
      }
    }
  }

  private Trained measure(Sample seen, Sample unseen, Tensor outer, Tensor inner) {
    Tensor fitted = answers(seen, outer, weights(seen, inner, weights));
    Tensor found = weights(unseen, inner, weights);
    Tensor answers = answers(unseen, outer, found);
    double gap =
        Tensors.item(fitted.mul(seen.labels).mean())
            - Tensors.item(answers.mul(unseen.labels).mean());
    Tensor right = answers.mul(unseen.truth).gt(new Scalar(0.0)).to(ScalarType.Double);
    Tensor largest = found.amax(new long[] {-1}, false);
    return new Trained(gap, Tensors.item(right.mean()), Tensors.item(largest.mean()));
  }

  private void ascend(Sample seen, Tensor outer, Tensor inner, double decay) {
    answers(seen, outer, weights(seen, inner, weights))
        .mul(seen.labels)
        .mean()
        .backward(new Tensor(), new BoolOptional(), false, new TensorArrayRefOptional());
    try (NoGradGuard constant = new NoGradGuard()) {
      step(outer, OUTER_RATE * decay);
      step(inner, INNER_RATE * decay);
    }
  }

  /** One step along the gradient, a share of the parameter's norm long. */
  private static void step(Tensor parameter, double share) {
    Tensor gradient = parameter.grad();
    parameter.add_(gradient.mul(parameter.norm().div(gradient.norm()).mul(new Scalar(share))));
    gradient.zero_();
  }
}
