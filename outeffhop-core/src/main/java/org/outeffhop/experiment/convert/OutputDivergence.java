package org.outeffhop.experiment.convert;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * How far the distributions of a student are from its teacher's:
 *
 * <pre>{@code
 * KL = mean over places of sum_c p'_c (log p'_c - log p_c)
 * }</pre>
 *
 * <p>p' is the teacher's softmax of its logits, p the student's.
 */
final class OutputDivergence {
  private double divergence;
  private double agreeing;
  private long batches;

  /**
   * KL of logits [.., C], in nats.
   *
   * @return a tensor with one element, on the student's tape
   */
  static Tensor of(Tensor logits, Tensor teachers) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor wanted = teachers.log_softmax(-1);
      Tensor difference = wanted.sub(logits.log_softmax(-1));
      return scope.keep(wanted.exp().mul(difference).sum(-1).mean());
    }
  }

  /** Adds a batch. */
  void add(Tensor logits, Tensor teachers) {
    try (TensorScope scope = TensorScope.open()) {
      divergence += Tensors.item(of(logits, teachers));
      Tensor same = best(logits).eq(best(teachers));
      agreeing += Tensors.item(same.sum()) / same.numel();
      batches++;
    }
  }

  private static Tensor best(Tensor logits) {
    return logits.argmax(new LongOptional(-1), false);
  }

  /** KL, and the share in percent of places where both have the same largest logit, by name. */
  Map<String, Double> means() {
    Map<String, Double> means = new LinkedHashMap<>();
    means.put("kl", divergence / batches);
    means.put("agreement", 100 * agreeing / batches);
    return means;
  }
}
