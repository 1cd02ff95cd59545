package org.outeffhop.benchmark;

import java.util.List;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;

/**
 * Random queries, keys and values, and the gradient that comes back.
 *
 * @param future the positions that a causal mask hides, [L, L]
 */
record TimedInputs(
    Tensor query,
    Tensor key,
    Tensor value,
    Tensor gradient,
    Tensor future,
    double beta,
    boolean causal,
    Device device)
    implements AutoCloseable {

  static TimedInputs random(TimedShape shape, boolean causal, Device device) {
    Engine.seed(0);
    try (TensorScope scope = TensorScope.open()) {
      Tensor future = torch.ones(shape.length(), shape.length()).triu(1).to(torch.ScalarType.Bool);
      return new TimedInputs(
          scope.release(random(shape, device).set_requires_grad(true)),
          scope.release(random(shape, device).set_requires_grad(true)),
          scope.release(random(shape, device).set_requires_grad(true)),
          scope.release(random(shape, device)),
          scope.release(Engine.to(future, device)),
          1 / Math.sqrt(shape.size()),
          causal,
          device);
    }
  }

  private static Tensor random(TimedShape shape, Device device) {
    return Engine.to(torch.randn(shape.axes()), device);
  }

  void clearGradients() {
    for (Tensor tensor : List.of(query, key, value)) {
      tensor.mutable_grad().reset();
    }
  }

  void synchronize() {
    Engine.synchronize(device);
  }

  @Override
  public void close() {
    clearGradients();
    List.of(query, key, value, gradient, future).forEach(Tensor::close);
  }
}
