package org.outeffhop.benchmark;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.outeffhop.experiment.execution.Contender;
import org.outeffhop.tensor.BlasThreads;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;

/** The products of all attentions of a step, each as one batched product into a ready tensor. */
final class AttentionProducts implements Contender, AutoCloseable {
  /** One size: queries and what they retrieve, [B, L_q, D], keys and values, [B, L_k, D]. */
  private record Block(
      int count, Tensor query, Tensor result, Tensor key, Tensor gradient, Tensor scores) {
    static Block of(MatrixProducts.AttentionSize size, int count, Device device) {
      return new Block(
          count,
          random(size.batch(), size.queries(), size.size(), device),
          random(size.batch(), size.queries(), size.size(), device),
          random(size.batch(), size.keys(), size.size(), device),
          random(size.batch(), size.keys(), size.size(), device),
          random(size.batch(), size.queries(), size.keys(), device));
    }

    /** Q K^T, P V; dP = dO V^T, dV = P^T dO, dQ = dS K, dK = dS^T Q. */
    void multiply() {
      for (int block = 0; block < count; block++) {
        torch.bmm_out(scores, query, key.transpose(1, 2));
        torch.bmm_out(result, scores, key);
        torch.bmm_out(scores, result, key.transpose(1, 2));
        torch.bmm_out(gradient, scores.transpose(1, 2), query);
        torch.bmm_out(result, scores, key);
        torch.bmm_out(gradient, scores.transpose(1, 2), query);
      }
    }
  }

  private final List<Block> blocks = new ArrayList<>();
  private final BlasThreads.Policy policy;
  private final Device device;

  AttentionProducts(MatrixProducts products, BlasThreads.Policy policy, Device device) {
    this.policy = policy;
    this.device = device;
    products.attention().forEach((size, count) -> blocks.add(Block.of(size, count, device)));
  }

  private static Tensor random(long batch, long rows, long columns, Device device) {
    try (TensorScope scope = TensorScope.open()) {
      return scope.release(Engine.to(torch.randn(batch, rows, columns), device));
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
      blocks.forEach(Block::multiply);
      Engine.synchronize(device);
      return List.of((System.nanoTime() - start) / 1e9);
    } finally {
      BlasThreads.use(BlasThreads.Policy.SWITCHED);
    }
  }

  @Override
  public void close() {
    for (Block block : blocks) {
      List.of(block.query(), block.result(), block.key(), block.gradient(), block.scores())
          .forEach(Tensor::close);
    }
  }
}
