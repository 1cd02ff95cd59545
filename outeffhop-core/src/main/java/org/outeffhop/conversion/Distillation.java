package org.outeffhop.conversion;

import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.quantization.QuantizationConfig;
import org.outeffhop.quantization.StraightThroughQuantization;
import org.outeffhop.tensor.Probe;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;
import org.outeffhop.training.Objective;

/**
 * loss = distance(student, teacher) + penalty * excess(student's activations), the student
 * fake-quantized in the last steps.
 *
 * @param <I> what a model takes for one batch
 */
public final class Distillation<I> implements Objective {
  private final DistillationTask<I> task;
  private final ConversionConfig config;
  private final ForwardContext context;
  private final StraightThroughQuantization quantization;

  /**
   * A loss; nothing is computed yet.
   *
   * @param quantization how the student is quantized in the last steps
   * @param context precision of the student's forward pass, and who looks at it while it is not
   *     quantized
   */
  public Distillation(
      DistillationTask<I> task,
      ConversionConfig config,
      QuantizationConfig quantization,
      ForwardContext context) {
    this.task = task;
    this.config = config;
    this.context = context;
    this.quantization =
        new StraightThroughQuantization(
            quantization, config.calibrationInterval(), task::calibrate);
  }

  @Override
  public void beforeUpdate(long step) {
    if (config.isQuantized(step)) {
      quantization.beforeStep(step);
    }
  }

  /** A student has no dropout. */
  @Override
  public boolean isConcurrent() {
    return true;
  }

  @Override
  public Tensor loss(long step, int microBatch) {
    try (TensorScope scope = TensorScope.open()) {
      I batch = task.batch(step, microBatch);
      List<Tensor> target = target(batch);
      return scope.keep(loss(batch, target, quantizing(step)));
    }
  }

  private List<Tensor> target(I batch) {
    try (NoGradGuard constant = new NoGradGuard()) {
      return task.teacher(batch);
    }
  }

  private Probe quantizing(long step) {
    return config.isQuantized(step) ? quantization : context.probe();
  }

  private Tensor loss(I batch, List<Tensor> target, Probe probe) {
    if (config.penalty() == 0) {
      return task.distance(task.student(batch, under(probe)), target);
    }
    try (ActivationPenalty penalty =
        new ActivationPenalty(task.penalised(), config.threshold(), probe)) {
      Tensor distance = task.distance(task.student(batch, under(penalty)), target);
      return distance.add(penalty.total().mul(Tensors.scalar(config.penalty())));
    }
  }

  private ForwardContext under(Probe probe) {
    return new ForwardContext(probe, false, context.bfloat16Linears());
  }
}
