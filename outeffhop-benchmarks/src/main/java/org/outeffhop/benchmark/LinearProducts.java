package org.outeffhop.benchmark;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;

/** The products of all linear layers of a step, in the layouts that autograd gives them. */
final class LinearProducts implements Contender, AutoCloseable {
  /** One size: x W^T, dy W and dy^T x, each into a tensor that is there already. */
  private record Layer(
      int count, Tensor x, Tensor weight, Tensor y, Tensor gradientX, Tensor gradientWeight) {
    void multiply() {
      for (int i = 0; i < count; i++) {
        torch.mm_out(y, x, weight.t());
        torch.mm_out(gradientX, y, weight);
        torch.mm_out(gradientWeight, y.t(), x);
      }
    }
  }

  private final List<Layer> layers = new ArrayList<>();
  private final Device device;

  LinearProducts(MatrixProducts products, Device device) {
    this.device = device;
    for (MatrixProducts.LinearSize size : products.linear()) {
      layers.add(
          new Layer(
              size.count(),
              random(size.rows(), size.in()),
              random(size.out(), size.in()),
              random(size.rows(), size.out()),
              random(size.rows(), size.in()),
              random(size.out(), size.in())));
    }
  }

  private Tensor random(long rows, long columns) {
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
      List.of(layer.x(), layer.weight(), layer.y(), layer.gradientX(), layer.gradientWeight())
          .forEach(Tensor::close);
    }
  }
}
