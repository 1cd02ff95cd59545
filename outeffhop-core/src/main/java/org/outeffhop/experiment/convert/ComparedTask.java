package org.outeffhop.experiment.convert;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.experiment.run.ExecutableTask;
import org.outeffhop.experiment.run.Quality;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.quantization.QuantizationConfig;

/**
 * A measurement with how far the model is from its teacher beside the quality.
 *
 * @param fidelity further numbers, by name
 */
record ComparedTask(ExecutableTask task, Function<ForwardContext, Map<String, Double>> fidelity)
    implements ExecutableTask {
  @Override
  public List<String> outlierProbePoints() {
    return task.outlierProbePoints();
  }

  @Override
  public QuantizationConfig quantization() {
    return task.quantization();
  }

  @Override
  public void calibrate(ForwardContext context) {
    task.calibrate(context);
  }

  @Override
  public Quality evaluate(ForwardContext context) {
    Quality quality = task.evaluate(context);
    Map<String, Double> others = new LinkedHashMap<>(quality.others());
    others.putAll(fidelity.apply(context));
    return new Quality(quality.value(), others);
  }

  /** The quality alone. */
  @Override
  public Quality evaluate(UnaryOperator<Tensor> model) {
    return task.evaluate(model);
  }
}
