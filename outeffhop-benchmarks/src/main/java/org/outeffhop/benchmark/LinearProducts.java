package org.outeffhop.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.outeffhop.experiment.execution.Contender;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;

/** The products of all linear layers of a step, in the layouts that autograd gives them. */
final class LinearProducts implements Contender, AutoCloseable {
  /** One size: x W^T, dy W and dy^T x, each into a tensor that is there already. */
  private record Layer(
      int count, Tensor x, Tensor weight, Tensor y, Tensor gradientX, Tensor gradientWeight) {
    static Layer of(MatrixProducts.LinearSize size, int count, Device device) {
      return new Layer(
          count,
          random(size.rows(), size.in(), device),
          random(size.out(), size.in(), device),
          random(size.rows(), size.out(), device),
          size.inputGradient() ? random(size.rows(), size.in(), device) : null,
          random(size.out(), size.in(), device));
    }

    void multiply() {
      for (int i = 0; i < count; i++) {
        torch.mm_out(y, x, weight.t());
        if (gradientX != null) {
          torch.mm_out(gradientX, y, weight);
        }
        torch.mm_out(gradientWeight, y.t(), x);
      }
    }
  }

  private final List<Layer> layers = new ArrayList<>();
  private final Device device;

  LinearProducts(MatrixProducts products, Device device) {
    this.device = device;
    products.linear().forEach((size, count) -> layers.add(Layer.of(size, count, device)));
  }

  private static Tensor random(long rows, long columns, Device device) {
    try (TensorScope scope = TensorScope.open()) {
      return scope.release(Engine.to(torch.randn(rows, columns), device));
    }
  }

  @Override
  public String name() {
    return "products of linear layers";
  }

  @Override
  public List<Double> run() {
    try (TensorScope scope = TensorScope.open();
        NoGradGuard constant = new NoGradGuard()) {
      long start = System.nanoTime();
      layers.forEach(Layer::multiply);
      Engine.synchronize(device);
      return List.of((System.nanoTime() - start) / 1e9);
    }
  }

  @Override
  public void close() {
    for (Layer layer : layers) {
      Stream.of(layer.x(), layer.weight(), layer.y(), layer.gradientX(), layer.gradientWeight())
          .filter(Objects::nonNull)
          .forEach(Tensor::close);
    }
  }
}
