package org.outeffhop.benchmark;

import java.util.List;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.outeffhop.experiment.execution.Contender;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;

/**
 * A linear layer of a small transformer, 2048 tokens from 256 to 1024 features. It takes its turn
 * among the attentions, since what makes one of the two fast can make the other slow.
 */
final class LinearLayer implements Contender, AutoCloseable {
  private static final long TOKENS = 2048;
  private static final long IN = 256;
  private static final long OUT = 1024;

  private final Device device;
  private final Tensor x;
  private final Tensor weight;

  LinearLayer(Device device) {
    this.device = device;
    x = random(TOKENS, IN);
    weight = random(OUT, IN);
  }

  private Tensor random(long rows, long columns) {
    try (TensorScope scope = TensorScope.open()) {
      return scope.release(Engine.to(torch.randn(rows, columns), device));
    }
  }

  @Override
  public String name() {
    return "linear";
  }

  @Override
  public List<Double> run() {
    try (TensorScope scope = TensorScope.open();
        NoGradGuard constant = new NoGradGuard()) {
      long start = System.nanoTime();
      torch.linear(x, weight);
      Engine.synchronize(device);
      return List.of((System.nanoTime() - start) / 1e9);
    }
  }

  @Override
  public void close() {
    x.close();
    weight.close();
  }
}
