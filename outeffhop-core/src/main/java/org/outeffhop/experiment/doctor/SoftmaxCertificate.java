package org.outeffhop.experiment.doctor;

import java.util.List;
import java.util.Locale;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.outeffhop.experiment.result.DoctorResult.Check;
import org.outeffhop.hopfield.Association;
import org.outeffhop.hopfield.AttentionMask;
import org.outeffhop.hopfield.Softmax1;
import org.outeffhop.hopfield.SoftmaxFunction;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.Parameters;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * What exp(z) / (1 + sum exp(z)) must hold to, computed by this process's libtorch: the usual ways
 * in which an implementation of Softmax1, or the machine under it, is wrong.
 */
public final class SoftmaxCertificate {
  private static final float[] EXTREME = {1e4f, 1e30f, -1e4f, -1e30f};
  private static final double DIFFERENCE = 1e-2;

  private final SoftmaxFunction softmax;

  /** Of the library's Softmax1. */
  public SoftmaxCertificate() {
    this(new Softmax1());
  }

  /** Of another function that is said to be Softmax1. */
  SoftmaxCertificate(SoftmaxFunction softmax) {
    this.softmax = softmax;
  }

  /** All checks. */
  public List<Check> checks() {
    Engine.seed(1);
    return List.of(extremeScores(), shift(), maskedRows(), zeroKey(), gradients());
  }

  /** Weights of (z, z): 1/2 each for large z, 0 for very negative z, never NaN. */
  private Check extremeScores() {
    double worst = 0;
    for (float z : EXTREME) {
      double[] weights = weights(z, z);
      double expected = z > 0 ? 0.5 : 0;
      worst = Math.max(worst, worse(weights[0], expected));
    }
    return check("extreme scores, to 1e30, give their limits", worst, 1e-6);
  }

  /** A maximum subtracted without subtracting it from the 1 too gives 1/3 for (5, 5). */
  private Check shift() {
    double worst = 0;
    for (float z : new float[] {-5, 0, 5}) {
      double expected = Math.exp(z) / (1 + 2 * Math.exp(z));
      worst = Math.max(worst, worse(weights(z, z)[0], expected) / expected);
    }
    return check("no shift bug: (z, z) gives e^z / (1 + 2 e^z)", worst, 1e-5);
  }

  private Check maskedRows() {
    try (TensorScope scope = TensorScope.open();
        NoGradGuard constant = new NoGradGuard()) {
      Tensor query = torch.randn(1, 2, 3, 8);
      Tensor key = torch.randn(1, 2, 4, 8);
      Tensor none = torch.zeros(1, 4).to(torch.ScalarType.Bool);
      Tensor retrieved =
          new Association(softmax, 0.5).apply(query, key, key, AttentionMask.ofPadding(none));
      return check(
          "a row that is masked all over gives zeros",
          finite(Tensors.item(retrieved.abs().max())),
          0);
    }
  }

  /** The kernel against softmax over the scores and a zero, whose pattern is zero. */
  private Check zeroKey() {
    try (TensorScope scope = TensorScope.open();
        NoGradGuard constant = new NoGradGuard()) {
      Tensor query = torch.randn(2, 3, 33, 16);
      Tensor key = torch.randn(2, 3, 47, 16);
      Tensor value = torch.randn(2, 3, 47, 16);
      Tensor fused = new Association(softmax, 0.25).apply(query, key, value, AttentionMask.none());
      Tensor zero = torch.zeros(2, 3, 1, 16);
      Tensor keys = torch.cat(new TensorVector(key, zero), 2);
      Tensor values = torch.cat(new TensorVector(value, zero), 2);
      Tensor scores = torch.matmul(query, keys.transpose(-2, -1)).mul(Tensors.scalar(0.25));
      Tensor written = torch.matmul(torch.softmax(scores, -1), values);
      return check(
          "attention equals softmax attention with a zero key",
          finite(Tensors.relativeDifference(fused, written)),
          1e-5);
    }
  }

  /** d/dz of sum (c . softmax1(z)) by central differences. */
  private Check gradients() {
    Parameters parameters = new Parameters();
    try (TensorScope scope = TensorScope.open()) {
      Tensor z = parameters.normal("z", 1, 1, 1, 1, 6);
      Tensor c = torch.randn(6);
      softmax.apply(z).mul(c).sum().backward();
      double[] exact = Tensors.toDoubles(z.grad());
      double worst = 0;
      for (int i = 0; i < exact.length; i++) {
        double slope = (moved(z, c, i, DIFFERENCE) - moved(z, c, i, -DIFFERENCE)) / 2 / DIFFERENCE;
        worst = Math.max(worst, worse(exact[i], slope));
      }
      return check("gradients equal finite differences", worst, 1e-3);
    } finally {
      parameters.close();
    }
  }

  private double moved(Tensor z, Tensor c, int index, double by) {
    try (TensorScope scope = TensorScope.open();
        NoGradGuard constant = new NoGradGuard()) {
      float[] values = Tensors.toFloats(z);
      values[index] += (float) by;
      return Tensors.item(softmax.apply(Tensors.of(values, 1, 1, 1, values.length)).mul(c).sum());
    }
  }

  private double[] weights(float... scores) {
    try (TensorScope scope = TensorScope.open();
        NoGradGuard constant = new NoGradGuard()) {
      return Tensors.toDoubles(softmax.apply(Tensors.of(scores, 1, 1, 1, scores.length)));
    }
  }

  private static double worse(double value, double expected) {
    return finite(Math.abs(value - expected));
  }

  private static double finite(double difference) {
    return Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference;
  }

  private static Check check(String claim, double difference, double most) {
    return new Check(
        claim,
        difference <= most,
        String.format(Locale.ROOT, "off by %.1e, at most %.0e", difference, most));
  }
}
