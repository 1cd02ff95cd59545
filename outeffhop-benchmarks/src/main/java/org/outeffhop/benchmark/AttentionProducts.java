package org.outeffhop.benchmark;

import java.util.List;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.outeffhop.tensor.BlasThreads;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;

/** The products of all attentions of a step, each as one batched product into a ready tensor. */
final class AttentionProducts implements Contender, AutoCloseable {
  private final MatrixProducts.AttentionSize size;
  private final BlasThreads.Policy policy;
  private final Device device;
  private final Tensor query;
  private final Tensor key;
  private final Tensor result;
  private final Tensor scores;

  AttentionProducts(MatrixProducts products, BlasThreads.Policy policy, Device device) {
    size = products.attention();
    this.policy = policy;
    this.device = device;
    query = random(size.size());
    key = random(size.size());
    result = random(size.size());
    scores = random(size.length());
  }

  private Tensor random(long columns) {
    try (TensorScope scope = TensorScope.open()) {
      return scope.release(Engine.to(torch.randn(size.batch(), size.length(), columns), device));
    }
  }

  @Override
  public String name() {
    return "products of attention, OpenBLAS " + AttentionRow.named(policy);
  }

  @Override
  public List<Double> run() {
    BlasThreads.use(policy);
    try (TensorScope scope = TensorScope.open();
        NoGradGuard constant = new NoGradGuard()) {
      long start = System.nanoTime();
      for (int block = 0; block < size.count(); block++) {
        multiply();
      }
      Engine.synchronize(device);
      return List.of((System.nanoTime() - start) / 1e9);
    } finally {
      BlasThreads.use(BlasThreads.Policy.SWITCHED);
    }
  }

  /** Q K^T, P V; dP = dO V^T, dV = P^T dO, dQ = dS K, dK = dS^T Q. */
  private void multiply() {
    torch.bmm_out(scores, query, key.transpose(1, 2));
    torch.bmm_out(result, scores, key);
    torch.bmm_out(scores, result, key.transpose(1, 2));
    torch.bmm_out(result, scores.transpose(1, 2), query);
    torch.bmm_out(result, scores, key);
    torch.bmm_out(result, scores.transpose(1, 2), query);
  }

  @Override
  public void close() {
    List.of(query, key, result, scores).forEach(Tensor::close);
  }
}
