package org.outeffhop.metrics;

import java.util.Map;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.outeffhop.tensor.Tensors;

/**
 * The share of samples, in percent, whose class has the largest score; beside it the mean
 * cross-entropy in nats ({@code cross_entropy}). It is updated with scores [B, C] and classes [B].
 */
public final class TopOneAccuracy implements Metric<Prediction> {
  private double right;
  private double entropy;
  private long count;

  @Override
  public void update(Prediction seen) {
    Tensor scores = seen.output();
    Tensor labels = seen.target();
    right += Tensors.item(scores.argmax(new LongOptional(1), false).eq(labels).sum());
    entropy += Tensors.item(torch.cross_entropy_loss(scores, labels)) * labels.numel();
    count += labels.numel();
  }

  @Override
  public Quality compute() {
    Metric.requireSeen(count);
    return new Quality(100 * right / count, Map.of("cross_entropy", entropy / count));
  }

  @Override
  public void reset() {
    right = 0;
    entropy = 0;
    count = 0;
  }
}
