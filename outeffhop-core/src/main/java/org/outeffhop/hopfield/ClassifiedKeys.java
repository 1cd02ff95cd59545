package org.outeffhop.hopfield;

import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.tensor.Probe;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * Keys of attention that a classifier tells from no-ops: the map {@link NoOpMap Lambda} inside a
 * layer.
 *
 * <p>Lambda sends a no-op key to Omega, whose score with every query (x, 0) is 0 and which carries
 * no value: it joins the class that is the 1 in Softmax1's denominator. Leaving the key out of the
 * sums is the same, so a mask does it, and the {@link Association} stays as it is.
 *
 * <p>The classes are piecewise constant in queries and keys, so gradients are those of attention to
 * the relevant keys, exactly.
 */
record ClassifiedKeys(NoOpClassifier classifier) {
  /**
   * The keys that are relevant to each query.
   *
   * @param query [B, H, L_q, D]
   * @param key [B, H, L_k, D]
   * @param mask the keys that each query sees
   * @param name the attention module's, for the probe
   */
  AttentionMask relevant(Tensor query, Tensor key, AttentionMask mask, Probe probe, String name) {
    if (classifier instanceof NoOpClassifier.None) {
      return mask;
    }
    try (TensorScope scope = TensorScope.open();
        NoGradGuard constant = new NoGradGuard()) {
      Tensor visible = visible(query, key, mask);
      Tensor noOps = classifier.noOps(exact(query), exact(key), visible).logical_and(visible);
      probe.classified(name, noOps, visible);
      return new AttentionMask(false, scope.keep(visible.logical_and(noOps.logical_not())));
    }
  }

  private static Tensor visible(Tensor query, Tensor key, AttentionMask mask) {
    long[] all = {1, 1, mask.causal() ? query.size(2) : 1, key.size(2)};
    Tensor visible = torch.ones(all, key.options()).to(ScalarType.Bool);
    if (mask.causal()) {
      visible = visible.tril();
    }
    return mask.visible() == null ? visible : visible.logical_and(mask.visible());
  }

  /** At least float32. */
  private static Tensor exact(Tensor x) {
    return Tensors.type(x) == ScalarType.Double ? x.detach() : x.detach().to(ScalarType.Float);
  }
}
