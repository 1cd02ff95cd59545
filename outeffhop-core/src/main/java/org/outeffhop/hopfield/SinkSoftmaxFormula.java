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
  private SinkSoftmaxFormula() {}

  static Tensor apply(Tensor scores, Tensor sink) {
    try (TensorScope scope = TensorScope.open()) {
      ScalarType type = Tensors.type(scores);
      Tensor z = isHalf(type) ? scores.to(ScalarType.Float) : scores;
      Tensor shift = shift(z, sink);
      Tensor exponentials = z.sub(shift).exp();
      Tensor total = exponentials.sum(new long[] {-1}, true, null);
      if (sink != null) {
        total = total.add(sink.sub(shift).exp());
      }
      Tensor nothing = total.eq(new Scalar(0.0));
      Tensor weights = exponentials.div(total.masked_fill(nothing, new Scalar(1.0)));
      return scope.keep(isHalf(type) ? weights.to(type) : weights);
    }
  }

  /** log(exp(lse) + exp(s)), the sink's term added to a logsumexp; lse itself where s is null. */
  static Tensor withSink(Tensor lse, Tensor sink) {
    return sink == null ? lse : torch.logaddexp(lse, sink);
  }

  private static Tensor shift(Tensor z, Tensor sink) {
    Tensor largest = z.detach().amax(new long[] {-1}, true);
    if (sink != null) {
      largest = torch.maximum(largest, sink.detach());
    }
    return largest.masked_fill(largest.isinf(), new Scalar(0.0));
  }

  private static boolean isHalf(ScalarType type) {
    return type == ScalarType.BFloat16 || type == ScalarType.Half;
  }
}
