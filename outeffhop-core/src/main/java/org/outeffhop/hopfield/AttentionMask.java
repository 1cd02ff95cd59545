package org.outeffhop.hopfield;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.tensor.Tensors;

/**
 * Which keys a query may see.
 *
 * @param causal whether query i sees keys 0 .. i only (as many queries as keys)
 * @param visible null, or booleans broadcastable to [B, H, L_q, L_k], true where the key may be
 *     seen
 */
public record AttentionMask(boolean causal, Tensor visible) {
  public AttentionMask {
    if (visible != null && Tensors.type(visible) != ScalarType.Bool) {
      throw new IllegalArgumentException(
          "the mask has type " + Tensors.type(visible) + "; it takes Bool");
    }
    if (visible != null && visible.dim() != 4) {
      throw new IllegalArgumentException(
          "the mask has " + visible.dim() + " axes; it takes [B, H, L_q, L_k]");
    }
  }

  /** Every query sees every key. */
  public static AttentionMask none() {
    return new AttentionMask(false, null);
  }

  /** Every query sees the keys up to its own place. */
  public static AttentionMask ofCausal() {
    return new AttentionMask(true, null);
  }

  /**
   * Every query sees the keys that are not padding.
   *
   * @param visible [B, L_k] booleans
   */
  public static AttentionMask ofPadding(Tensor visible) {
    return new AttentionMask(false, visible.unsqueeze(1).unsqueeze(1));
  }
}
