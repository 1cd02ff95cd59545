package org.outeffhop.hopfield;

import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.tensor.DropoutMask;
import org.outeffhop.tensor.Probe;
import org.outeffhop.tensor.Tensors;

/**
 * A_0 = softmax(beta Q K^T); A_t = softmax(beta (A_{t-1} K) K^T); Z = A_t V, with t at most the
 * number of steps: the state is updated in the heads' own space, without being projected again.
 *
 * <p>Every head stops by itself: once its A changes by no more than the tolerance it stays as it
 * is. Without steps this is attention, on the fused kernel where there is one. Ramsauer et al. 2021
 * (arXiv 2008.02217), appendix A.2.
 *
 * @param softmax the separation function; {@link Softmax1} is OutEffHop
 * @param scaling beta, one number for all heads or one for each
 * @param steps the largest number of updates
 * @param tolerance of the Frobenius norm of a head's change of A, no-op mass included, where it is
 *     largest in the batch
 * @param dropout on A when values are read
 */
public record HopfieldRetrieval(
    SoftmaxFunction softmax, List<Double> scaling, int steps, double tolerance, double dropout) {
  private static final double DEFAULT_TOLERANCE = 1e-4;

  public HopfieldRetrieval {
    scaling = List.copyOf(scaling);
    for (double beta : scaling) {
      if (!(beta > 0) || Double.isInfinite(beta)) {
        throw new IllegalArgumentException(
            "scaling is " + scaling + "; every number must be positive and finite");
      }
    }
    if (steps < 0) {
      throw new IllegalArgumentException("steps is " + steps + "; it must be at least 0");
    }
    if (!(tolerance >= 0)) {
      throw new IllegalArgumentException("tolerance is " + tolerance + "; it must be at least 0");
    }
    if (!(dropout >= 0 && dropout < 1)) {
      throw new IllegalArgumentException(
          "dropout is " + dropout + "; it must be at least 0 and less than 1");
    }
  }

  /** One beta for all heads, no updates, no dropout. */
  public static HopfieldRetrieval of(SoftmaxFunction softmax, double scaling) {
    return new HopfieldRetrieval(softmax, List.of(scaling), 0, DEFAULT_TOLERANCE, 0);
  }

  /** The same with another separation function. */
  public HopfieldRetrieval with(SoftmaxFunction softmax) {
    return new HopfieldRetrieval(softmax, scaling, steps, tolerance, dropout);
  }

  /** The same with another beta, one for all heads or one for each. */
  public HopfieldRetrieval withScaling(List<Double> scaling) {
    return new HopfieldRetrieval(softmax, scaling, steps, tolerance, dropout);
  }

  /** The same with updates of the state. */
  public HopfieldRetrieval withSteps(int steps, double tolerance) {
    return new HopfieldRetrieval(softmax, scaling, steps, tolerance, dropout);
  }

  /** The same with dropout. */
  public HopfieldRetrieval withDropout(double dropout) {
    return new HopfieldRetrieval(softmax, scaling, steps, tolerance, dropout);
  }

  /** Z, [B, H, L_q, E], of queries [B, H, L_q, D], keys [B, H, L_k, D] and values [.., E]. */
  Tensor apply(
      Tensor query,
      Tensor key,
      Tensor value,
      AttentionMask mask,
      ForwardContext context,
      String name) {
    double dropped = context.dropout(dropout);
    if (steps == 0) {
      return association().apply(scaled(query), key, value, mask, dropped, context.probe(), name);
    }
    Tensor weights = weights(query, key, mask, context.probe(), name);
    return torch.matmul(
        dropped > 0 ? weights.mul(DropoutMask.like(weights, dropped)) : weights, value);
  }

  /** A_t, [B, H, L_q, L_k]. */
  Tensor weights(Tensor query, Tensor key, AttentionMask mask, Probe probe, String name) {
    Association association = association();
    Tensor weights = association.weights(scaled(query), key, mask, probe, name);
    Tensor active = null;
    for (int step = 0; step < steps; step++) {
      Tensor state = torch.matmul(weights, key);
      Tensor next = association.weights(scaled(state), key, mask, probe, name);
      Tensor updated = active == null ? next : torch.where(active, next, weights);
      active = change(weights.detach(), updated.detach()).gt(new Scalar(tolerance));
      weights = updated;
      if (Tensors.item(active.any()) == 0) {
        break;
      }
    }
    return weights;
  }

  /** [1, H, 1, 1]. */
  private static Tensor change(Tensor before, Tensor after) {
    Tensor difference = after.sub(before);
    Tensor ofNoOpMass = difference.sum(-1).square();
    return difference
        .square()
        .sum(-1)
        .add(ofNoOpMass)
        .sum(new long[] {-1}, false, null)
        .amax(new long[] {0}, true)
        .sqrt()
        .unsqueeze(-1)
        .unsqueeze(-1);
  }

  private Association association() {
    return new Association(softmax, scaling.size() == 1 ? scaling.get(0) : 1);
  }

  private Tensor scaled(Tensor query) {
    if (scaling.size() == 1) {
      return query;
    }
    double[] beta = scaling.stream().mapToDouble(Double::doubleValue).toArray();
    return query.mul(Tensors.of(beta, beta.length, 1, 1).to(query.device(), Tensors.type(query)));
  }
}
