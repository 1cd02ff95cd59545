package org.outeffhop.experiment;

import java.util.LinkedHashMap;
import java.util.Map;
import org.outeffhop.metrics.OutlierSummary;
import org.outeffhop.model.LanguageModel;
import org.outeffhop.training.MetricsLog;
import org.outeffhop.training.StepResult;
import org.outeffhop.training.TrainingListener;

/**
 * Measures quality and outliers on a little held-out text at even distances while a model is
 * trained, and logs them. It draws no random numbers, so that training goes on as without it.
 */
final class PeriodicEvaluation implements TrainingListener {
  private final LanguageModel model;
  private final TextTask task;
  private final int batches;
  private final long every;
  private final MetricsLog log;

  PeriodicEvaluation(LanguageModel model, TextTask task, RunSpec spec, MetricsLog log) {
    this.model = model;
    this.task = task;
    this.log = log;
    batches = spec.evaluation().shortBatches();
    long steps = spec.recipe().training().steps();
    int times = spec.evaluation().times();
    every = times == 0 ? Long.MAX_VALUE : Math.max(1, steps / times);
  }

  @Override
  public void onStep(StepResult result) {
    if (result.step() % every != 0) {
      return;
    }
    Measurement.Quality quality = Measurement.quality(model, task, batches);
    OutlierSummary outliers = quality.outliers();
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("step", result.step());
    line.put("eval_perplexity", quality.perplexity());
    line.put("average_kurtosis", outliers.averageKurtosis());
    line.put("maximum_infinity_norm", outliers.maximumInfinityNorm());
    log.write(line);
  }
}
