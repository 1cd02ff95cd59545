package org.outeffhop.experiment.run;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.LongFunction;
import java.util.function.ToDoubleFunction;
import org.outeffhop.experiment.task.HeldOut;
import org.outeffhop.experiment.task.Quantized;
import org.outeffhop.metrics.ModuleOutliers;
import org.outeffhop.metrics.OutlierSummary;
import org.outeffhop.training.MetricsLog;
import org.outeffhop.training.StepResult;
import org.outeffhop.training.TrainingListener;
import org.outeffhop.training.resume.Stateful;
import org.outeffhop.training.resume.TrainingState;

/**
 * Measures quality and outliers on a little held-out data at even distances while a model is
 * trained, and whose the outliers are on its first batch, and logs them. It draws no random
 * numbers, so that training goes on as without it.
 */
final class PeriodicEvaluation implements TrainingListener, Stateful {
  private static final String DUE = "periodic_evaluation.due";

  private final TrainingTask task;
  private final String measure;
  private final long every;
  private final MetricsLog log;
  private final LongFunction<Runnable> afterBatch;
  private boolean due;

  /**
   * Of a run.
   *
   * @param afterBatch told after each batch of a measurement of so many
   */
  PeriodicEvaluation(
      TrainingTask task, RunSpec spec, MetricsLog log, LongFunction<Runnable> afterBatch) {
    this.task = task;
    this.log = log;
    this.afterBatch = afterBatch;
    measure = "eval_" + spec.recipe().measure().key();
    every = spec.evaluation().interval(task.training().steps());
  }

  @Override
  public void onStart() {
    if (isCurve()) {
      measure(0);
    }
  }

  /** A measurement that is interrupted is made when the run goes on. */
  @Override
  public void onStep(StepResult result) {
    if (result.step() % every == 0) {
      try {
        measure(result.step());
      } catch (CancellationException e) {
        due = true;
      }
    }
  }

  @Override
  public void onResume(long steps) {
    if (due) {
      measure(steps);
      due = false;
    }
  }

  @Override
  public void save(TrainingState state) {
    if (due) {
      state.put(DUE, 1);
    }
  }

  @Override
  public void load(TrainingState state) {
    due = state.hasNumber(DUE);
  }

  private void measure(long step) {
    HeldOut<?, ?> brief = task.brief();
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("step", step);
    OutlierSummary outliers = isCurve() ? quantized(brief, line) : full(brief, line);
    line.put("average_kurtosis", outliers.averageKurtosis());
    line.put("maximum_infinity_norm", outliers.maximumInfinityNorm());
    line.put("kurtosis", byModule(outliers, ModuleOutliers::kurtosis));
    line.put("infinity_norm", byModule(outliers, ModuleOutliers::maximumInfinityNorm));
    line.putAll(brief.first().diagnosis().numbers());
    log.write(line);
  }

  private OutlierSummary full(HeldOut<?, ?> brief, Map<String, Object> line) {
    HeldOut.Full measured = brief.telling(afterBatch.apply(brief.evaluationBatches())).full();
    line.put(measure, measured.quality().value());
    return measured.outliers();
  }

  private OutlierSummary quantized(HeldOut<?, ?> brief, Map<String, Object> line) {
    Quantized measured = brief.telling(afterBatch.apply(brief.batches(0))).quantized();
    line.put(measure, measured.quality().value());
    line.put(measure + "_w8a8", measured.w8a8().value());
    return measured.outliers();
  }

  private boolean isCurve() {
    return task.watch() == TrainingTask.Watch.CURVE;
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
