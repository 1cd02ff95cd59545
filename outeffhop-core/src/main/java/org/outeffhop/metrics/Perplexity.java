package org.outeffhop.metrics;

import org.bytedeco.pytorch.Tensor;
import org.outeffhop.tensor.Tensors;

/**
 * perplexity = exp(1/n sum_b loss_b), where loss_b is the mean cross-entropy of batch b in nats. It
 * is updated with a batch's loss, a tensor with one element.
 */
public final class Perplexity implements Metric<Tensor> {
  private double sum;
  private long batches;

  @Override
  public void update(Tensor loss) {
    sum += Tensors.item(loss);
    batches++;
  }

  @Override
  public Quality compute() {
    Metric.requireSeen(batches);
    return Quality.of(Math.exp(sum / batches));
  }

  @Override
  public void reset() {
    sum = 0;
    batches = 0;
  }
}
