package org.outeffhop.experiment.task;

import java.util.function.BiFunction;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.metrics.Metric;
import org.outeffhop.metrics.Quality;
import org.outeffhop.nn.ForwardContext;

/**
 * How a model's batches become the quality.
 *
 * @param metric that has seen nothing
 * @param ofModel from a batch, in a forward pass, to what the metric takes
 * @param ofOutput from the graph's output for a batch, and the batch, to the same
 * @param <B> a batch
 * @param <S> what the metric takes
 */
public record Scoring<B, S>(
    Metric<S> metric, BiFunction<B, ForwardContext, S> ofModel, BiFunction<Tensor, B, S> ofOutput) {
  /** Runs the model on a batch, for what looks at its activations. */
  void run(B batch, ForwardContext context) {
    S unused = ofModel.apply(batch, context);
  }

  /** Adds a batch that the model computes. */
  void add(B batch, ForwardContext context) {
    metric.update(ofModel.apply(batch, context));
  }

  /** Adds a batch of which another computation gave the output. */
  void add(Tensor output, B batch) {
    metric.update(ofOutput.apply(output, batch));
  }

  Quality quality() {
    return metric.compute();
  }
}
