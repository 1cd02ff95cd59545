package org.outeffhop.hopfield;

import java.util.function.Supplier;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.outeffhop.tensor.BlasThreads;
import org.outeffhop.tensor.Tensors;

/**
 * softmax over [z, s] with the values [V, 0], by scaled dot-product attention: exactly exp(z) /
 * (exp(s) + sum exp(z)) V.
 *
 * <p>The sink is key 0, so that a causal mask, which is aligned to the top left, lets every query
 * see it; a zero query is put in front for the same reason and its row dropped. A sink logit other
 * than 0 is one more feature: 1 in every query, s / beta in the sink's key, 0 in every other key.
 */
final class FusedAssociation {
  /**
   * Extra features for a sink logit: the first carries it, the others keep the kernel's vectors
   * aligned.
   */
  private static final int SINK_FEATURES = 8;

  private FusedAssociation() {}

  static Tensor apply(
      SinkSoftmax softmax,
      double beta,
      Tensor query,
      Tensor key,
      Tensor value,
      AttentionMask mask) {
    if (softmax instanceof Softmax1 one
        && one.n() > 0
        && FlashSoftmax1.accepts(query, key, value, mask)) {
      return onOneBlasThread(
          () -> FlashSoftmax1.apply(one.n(), beta, query, key, value, mask.causal()),
          query,
          key,
          value);
    }
    Tensor sink = softmax.sinkLogit(query);
    if (sink == null) {
      return withoutSink(beta, query, key, value, mask);
    }
    if (softmax instanceof Softmax1 one && one.n() == 1) {
      return withSink(beta, query, key, value, zeros(key), mask);
    }
    long features = value.size(3);
    Tensor carriedKey = padded(zeros(key), sink.div(new Scalar(beta)).to(Tensors.type(key)));
    Tensor one = torch.ones(new long[] {1, 1, 1}, key.options());
    Tensor wide =
        withSink(
            beta, padded(query, one), padded(key, null), padded(value, null), carriedKey, mask);
    return wide.narrow(3, 0, features);
  }

  private static Tensor withoutSink(
      double beta, Tensor query, Tensor key, Tensor value, AttentionMask mask) {
    Tensor result = attention(beta, query, key, value, mask.visible(), mask.causal());
    if (mask.visible() == null) {
      return result;
    }
    Tensor blind = mask.visible().any(-1, true).logical_not();
    return result.masked_fill(blind, new Scalar(0.0));
  }

  private static Tensor withSink(
      double beta, Tensor query, Tensor key, Tensor value, Tensor sinkKey, AttentionMask mask) {
    Tensor keys = joined(sinkKey, key);
    Tensor values = joined(zeros(value), value);
    if (!mask.causal()) {
      return attention(beta, query, keys, values, withVisibleSink(mask.visible()), false);
    }
    Tensor queries = joined(zeros(query), query);
    return attention(beta, queries, keys, values, withVisibleSink(mask.visible()), true)
        .narrow(2, 1, query.size(2));
  }

  private static Tensor attention(
      double beta, Tensor query, Tensor key, Tensor value, Tensor visible, boolean causal) {
    Tensor mask = visible;
    boolean kernelCausal = causal && visible == null;
    if (causal && visible != null) {
      mask =
          visible.logical_and(
              torch.ones(new long[] {query.size(2), key.size(2)}, visible.options()).tril());
    }
    Tensor seen = mask;
    return onOneBlasThread(
        () ->
            torch.scaled_dot_product_attention(
                query,
                key,
                value,
                Tensors.optional(seen),
                0.0,
                kernelCausal,
                Tensors.optional(beta),
                false),
        query,
        key,
        value);
  }

  private static Tensor onOneBlasThread(Supplier<Tensor> kernel, Tensor... inputs) {
    BlasThreads.single();
    try {
      Tensor result = kernel.get();
      if (result.requires_grad() && !result.is_cuda()) {
        BackwardBlasThreads.register(result, inputs);
      }
      return result;
    } finally {
      BlasThreads.all();
    }
  }

  private static Tensor withVisibleSink(Tensor visible) {
    if (visible == null) {
      return null;
    }
    long[] shape = Tensors.shape(visible);
    shape[3] = 1;
    return joinedLast(torch.ones(shape, visible.options()), visible);
  }

  private static Tensor zeros(Tensor like) {
    return torch.zeros(new long[] {like.size(0), like.size(1), 1, like.size(3)}, like.options());
  }

  /**
   * The vectors with SINK_FEATURES more features: zeros, the first of them {@code first} where it
   * is given.
   */
  private static Tensor padded(Tensor x, Tensor first) {
    long[] shape = Tensors.shape(x);
    shape[3] = SINK_FEATURES;
    Tensor features = torch.zeros(shape, x.options());
    if (first != null) {
      shape[3] = 1;
      Tensor carried = first.expand(shape);
      features = joinedLast(carried, features.narrow(3, 1, SINK_FEATURES - 1));
    }
    return joinedLast(x, features);
  }

  private static Tensor joined(Tensor first, Tensor rest) {
    return torch.cat(new TensorVector(first, rest), 2);
  }

  private static Tensor joinedLast(Tensor first, Tensor rest) {
    return torch.cat(new TensorVector(first, rest), 3);
  }
}
