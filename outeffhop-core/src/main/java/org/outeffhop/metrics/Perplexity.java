package org.outeffhop.metrics;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.tensor.Tensors;

/**
 * perplexity = exp(1/n sum_b loss_b), where loss_b is the mean cross-entropy of batch b in nats. It
 * is updated with a batch's loss, a tensor with one element. Where the text's entropy is known, the
 * loss above it, ln perplexity - entropy, is a further measure.
 */
public final class Perplexity implements Metric<Tensor> {
  private static final String ABOVE_ENTROPY = "loss_above_entropy";

  private final Supplier<OptionalDouble> entropy;
  private double sum;
  private long batches;

  /** Of a text of which only samples are known. */
  public Perplexity() {
    this(OptionalDouble::empty);
  }

  /** Of a text whose entropy in nats a token may be known; asked for when all batches are seen. */
  public Perplexity(Supplier<OptionalDouble> entropy) {
    this.entropy = entropy;
  }

  @Override
  public void update(Tensor loss) {
    sum += Tensors.item(loss);
    batches++;
  }

  @Override
  public Quality compute() {
    Metric.requireSeen(batches);
    double loss = sum / batches;
    Quality quality = Quality.of(Math.exp(loss));
    OptionalDouble least = entropy.get();
    return least.isEmpty()
        ? quality
        : quality.with(Map.of(ABOVE_ENTROPY, loss - least.getAsDouble()));
  }

  @Override
  public void reset() {
    sum = 0;
    batches = 0;
  }
}
