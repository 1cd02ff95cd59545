package org.outeffhop.conversion;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.nn.ForwardContext;

/**
 * A student and its teacher, and what both read.
 *
 * @param <I> what a model takes for one batch
 */
public interface DistillationTask<I> {
  /** A micro-batch of a step; it depends on these alone. */
  I batch(long step, int microBatch);

  /** What the teacher makes of it, without gradients. */
  List<Tensor> teacher(I batch);

  /** What the student makes of it. */
  List<Tensor> student(I batch, ForwardContext context);

  /** How far the student's output is from the teacher's: what is minimised, one element. */
  Tensor distance(List<Tensor> student, List<Tensor> teacher);

  /** The module outputs, [.., channels], whose large values are penalised. */
  List<String> penalised();

  /** Runs the student on the batches from which ranges of quantization come. */
  void calibrate(ForwardContext context);
}
