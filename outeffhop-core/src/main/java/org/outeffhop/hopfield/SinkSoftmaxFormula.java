package org.outeffhop.hopfield;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * exp(z - m) / (exp(s - m) + sum exp(z - m)) with m the largest of the scores and of the sink logit
 * s.
 *
 * <p>The shift m leaves the value unchanged, for it appears in the sink's term as well, and so
 * carries no gradient.
 */
final class SinkSoftmaxFormula {
  /** Rows with fewer scores are shorter than two of a processor's vectors. */
  private static final int SHORT = 32;

  private SinkSoftmaxFormula() {}

  static Tensor apply(Tensor scores, Tensor sink) {
    try (TensorScope scope = TensorScope.open()) {
      ScalarType type = Tensors.type(scores);
      Tensor z = isHalf(type) ? scores.to(ScalarType.Float) : scores;
      Tensor weights = isShort(z, sink) ? keysFirst(z, sink) : along(-1, z, sink);
      return scope.keep(isHalf(type) ? weights.to(type) : weights);
    }
  }

  private static boolean isShort(Tensor z, Tensor sink) {
    return !z.is_cuda() && z.size(-1) < SHORT && z.numel() > 0 && (sink == null || sink.dim() == 1);
  }

  /** Rows of a few scores as columns, so that vector instructions take many rows at once. */
  private static Tensor keysFirst(Tensor z, Tensor sink) {
    Tensor columns = z.reshape(-1, z.size(-1)).t().contiguous();
    return along(0, columns, sink).t().reshape(Tensors.shape(z));
  }

  private static Tensor along(int axis, Tensor z, Tensor sink) {
    Tensor shift = shift(axis, z, sink);
    Tensor exponentials = z.sub(shift).exp();
    Tensor total = exponentials.sum(new long[] {axis}, true, null);
    if (sink != null) {
      total = total.add(sink.sub(shift).exp());
    }
    Tensor nothing = total.eq(new Scalar(0.0));
    return exponentials.div(total.masked_fill(nothing, new Scalar(1.0)));
  }

  /** log(exp(lse) + exp(s)), the sink's term added to a logsumexp; lse itself where s is null. */
  static Tensor withSink(Tensor lse, Tensor sink) {
    return sink == null ? lse : torch.logaddexp(lse, sink);
  }

  private static Tensor shift(int axis, Tensor z, Tensor sink) {
    Tensor largest = z.detach().amax(new long[] {axis}, true);
    if (sink != null) {
      largest = torch.maximum(largest, sink.detach());
    }
    return largest.masked_fill(largest.isinf(), new Scalar(0.0));
  }

  private static boolean isHalf(ScalarType type) {
    return type == ScalarType.BFloat16 || type == ScalarType.Half;
  }
}
