package org.outeffhop.experiment.theory;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.experiment.result.ClaimResult;
import org.outeffhop.experiment.result.Evidence;
import org.outeffhop.hopfield.Association;
import org.outeffhop.hopfield.AttentionMask;
import org.outeffhop.hopfield.Softmax;
import org.outeffhop.hopfield.Softmax1;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * One step of T, Softmax1 attention with keys and values Xi, and softmax attention with one more
 * key and value that are zero, give the same.
 */
record AttentionClaim(HopfieldFactory memory) implements Claim {
  private static final int PATTERNS = 500;
  private static final int QUERIES = 64;
  private static final int DIMENSION = 64;

  @Override
  public ClaimResult check() {
    List<Evidence> evidence = new ArrayList<>();
    compare(ScalarType.Float, "float32", 1e-5, evidence);
    compare(ScalarType.Double, "float64", 1e-12, evidence);
    return Findings.holdsIfMet(
        "one step is attention",
        "one step of T = Softmax1 attention = softmax attention with one zero key and value",
        evidence);
  }

  private void compare(ScalarType type, String name, double tolerance, List<Evidence> evidence) {
    double beta = 1 / Math.sqrt(DIMENSION);
    try (TensorScope scope = TensorScope.open()) {
      Tensor xi = RandomPatterns.gaussian(PATTERNS, DIMENSION).to(type);
      Tensor x = RandomPatterns.gaussian(QUERIES, DIMENSION).to(type);
      Tensor step = memory.of(xi, beta).retrieve(x);
      Tensor one = attention(new Association(new Softmax1(), beta), x, xi);
      Tensor zero = torch.cat(new TensorVector(xi, torch.zeros_like(xi.narrow(0, 0, 1))), 0);
      Tensor withZero = attention(new Association(new Softmax(), beta), x, zero);
      Tensor scores = torch.exp(x.matmul(xi.t()).mul(new Scalar(beta)));
      Tensor sum = scores.sum(new long[] {-1}, true, null).add(new Scalar(1.0));
      Tensor formula = scores.div(sum).matmul(xi);
      double[] differences = {
        Tensors.relativeDifference(one, step),
        Tensors.relativeDifference(withZero, step),
        Tensors.relativeDifference(formula, step)
      };
      String[] what = {"Softmax1 attention", "attention with a zero key", "exp(z)/(1+sum exp(z))"};
      for (int i = 0; i < what.length; i++) {
        String title = "largest difference, " + what[i] + ", " + name;
        evidence.add(Evidence.atMost(title, differences[i], tolerance));
      }
    }
  }

  private static Tensor attention(Association association, Tensor x, Tensor xi) {
    Tensor keys = xi.reshape(1, 1, xi.size(0), xi.size(1));
    return association
        .apply(x.reshape(1, 1, x.size(0), x.size(1)), keys, keys, AttentionMask.none())
        .reshape(x.size(0), x.size(1));
  }
}
