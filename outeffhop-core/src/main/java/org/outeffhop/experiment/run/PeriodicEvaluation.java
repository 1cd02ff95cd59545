package org.outeffhop.experiment.run;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.outeffhop.experiment.task.HeldOut;
import org.outeffhop.metrics.ModuleOutliers;
import org.outeffhop.metrics.OutlierSummary;
import org.outeffhop.training.MetricsLog;
import org.outeffhop.training.StepResult;
import org.outeffhop.training.TrainingListener;

/**
 * Measures quality and outliers on a little held-out data at even distances while a model is
 * trained, and logs them. It draws no random numbers, so that training goes on as without it.
 */
final class PeriodicEvaluation implements TrainingListener {
  private final TrainingTask task;
  private final String measure;
  private final long every;
  private final MetricsLog log;

  PeriodicEvaluation(TrainingTask task, RunSpec spec, MetricsLog log) {
    this.task = task;
    this.log = log;
    measure = "eval_" + spec.recipe().measure().key();
    int times = spec.evaluation().times();
    every = times == 0 ? Long.MAX_VALUE : Math.max(1, task.training().steps() / times);
  }

  @Override
  public void onStep(StepResult result) {
    if (result.step() % every != 0) {
      return;
    }
    HeldOut.Full measured = task.brief().full();
    OutlierSummary outliers = measured.outliers();
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("step", result.step());
    line.put(measure, measured.quality().value());
    line.put("average_kurtosis", outliers.averageKurtosis());
    line.put("maximum_infinity_norm", outliers.maximumInfinityNorm());
    line.put("kurtosis", byModule(outliers, ModuleOutliers::kurtosis));
    line.put("infinity_norm", byModule(outliers, ModuleOutliers::maximumInfinityNorm));
    log.write(line);
  }

  private static Map<String, Double> byModule(
      OutlierSummary outliers, ToDoubleFunction<ModuleOutliers> measure) {
    Map<String, Double> values = new LinkedHashMap<>();
    outliers
        .modules()
        .forEach(module -> values.put(module.module(), measure.applyAsDouble(module)));
    return values;
  }
}
