package org.outeffhop.model;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.outeffhop.hopfield.Association;
import org.outeffhop.hopfield.AttentionMask;
import org.outeffhop.tensor.Probe;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * An external memory that is plugged into a trained {@link StanHopNet}, which stays as it is. Every
 * embedded segment h of a series moves towards what it recalls of that series' stored segments Xi:
 *
 * <pre>{@code
 * p = softmax(beta Xi^T h),  m = sum p
 * h' = h + share (Xi p - m h)
 * }</pre>
 *
 * <p>A segment that is stored and found again stays where it is. With Softmax1, m is small where
 * the memory does not recognise h, and h stays as well; with Softmax, m = 1.
 *
 * <p>After the plug-and-play memory of Wu et al., ICLR 2024 (arXiv 2312.17346), section 4, which
 * retrieves from stored series without training either; the authors' code has none, and the formula
 * is ours.
 *
 * @param patterns [1, D, M, W], {@link StanHopNet#remembered}; closed by whoever made them
 * @param association softmax and beta
 * @param share of the way, 0 to 1
 */
public record StanHopMemory(Tensor patterns, Association association, double share) {
  /**
   * Checks the share.
   *
   * @throws IllegalArgumentException if it is not from 0 to 1
   */
  public StanHopMemory {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("share is " + share + "; it must be from 0 to 1");
    }
  }

  /**
   * h', what the encoder goes on with.
   *
   * @param embedded h, [B, D, L, W]
   */
  Tensor recalled(Tensor embedded) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor keys = patterns.expand(embedded.size(0), -1, -1, -1);
      Tensor weights =
          association.weights(embedded, keys, AttentionMask.none(), Probe.NONE, "memory");
      Tensor mass = weights.sum(new long[] {-1}, true, null);
      Tensor change = torch.matmul(weights, keys).sub(mass.mul(embedded));
      return scope.keep(embedded.add(change.mul(Tensors.scalar(share))));
    }
  }
}
