package org.outeffhop.experiment.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Device;
import org.outeffhop.experiment.result.ComparisonRow;
import org.outeffhop.experiment.result.ResultJson;
import org.outeffhop.experiment.snapshot.ActivationSnapshot;
import org.outeffhop.hopfield.ForwardContext;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.Probe;
import org.outeffhop.training.EarlyStopping;
import org.outeffhop.training.MetricsLog;
import org.outeffhop.training.RunDirectory;
import org.outeffhop.training.StepResult;
import org.outeffhop.training.Trainer;
import org.outeffhop.training.TrainingListener;

/** One model with one attention method and one seed: trained, measured, written to its folder. */
public record TrainingRun(
    RunSpec spec, PreparedWorkload workload, RunDirectory folder, ComparisonProgress progress) {

  /** Runs it. */
  public ComparisonRow run() {
    long start = System.nanoTime();
    try (Device device = Engine.device(spec.execution().device());
        TrainingTask task = workload.task(spec, device)) {
      task.parameters().moveTo(device);
      Map<String, Double> details = new LinkedHashMap<>(task.details());
      StepResult last = train(task, details);
      task.write(folder);
      MeasuredTask.Quantized<Quality> measured =
          task.whole(progress.measuring(spec, task.batches())).quantized();
      folder.writeJson("outliers.json", measured.outliers());
      ActivationSnapshot snapshot = new ActivationSnapshot(measured.outliers(), measured.grids());
      task.brief().evaluateUnder(snapshot);
      folder.writeJson(ActivationSnapshot.FILE, ResultJson.tree(snapshot.record(task.positions())));
      details.putAll(measured.quality().others());
      measured.w8a8().others().forEach((name, value) -> details.put(name + "_w8a8", value));
      return row(task, last, measured, details, (System.nanoTime() - start) / 1e9);
    }
  }

  private StepResult train(TrainingTask task, Map<String, Double> details) {
    ForwardContext context = new ForwardContext(Probe.NONE, true, spec.execution().bfloat16());
    List<TrainingListener> listeners = new ArrayList<>();
    try (MetricsLog log = new MetricsLog(folder.file("metrics.jsonl"));
        EarlyStopping stopping = stopping(task)) {
      listeners.add(log);
      listeners.add(progress.training(spec));
      listeners.add(new PeriodicEvaluation(task, spec, log));
      if (stopping != null) {
        listeners.add(stopping);
        listeners.add(new EpochLog(stopping, log));
      }
      StepResult last =
          new Trainer(
                  task.parameters().asMap(), task.objective(context), task.training(), listeners)
              .run();
      if (stopping != null) {
        stopping.restore();
        details.put("epochs", (double) stopping.epochs());
        details.put("best_epoch", (double) stopping.bestEpoch());
        details.put("validation_" + spec.recipe().measure().key(), stopping.lowest());
      }
      return last;
    }
  }

  private static EarlyStopping stopping(TrainingTask task) {
    return task.validation()
        .map(
            validation ->
                new EarlyStopping(
                    task.parameters().asMap(),
                    validation.stepsPerEpoch(),
                    validation.patience(),
                    validation.error()))
        .orElse(null);
  }

  private ComparisonRow row(
      TrainingTask task,
      StepResult last,
      MeasuredTask.Quantized<Quality> measured,
      Map<String, Double> details,
      double seconds) {
    return new ComparisonRow(
        spec.recipe().kind().toString(),
        spec.method().toString(),
        spec.seed(),
        last.step(),
        task.parameters().count(),
        measured.outliers().averageKurtosis(),
        measured.outliers().maximumInfinityNorm(),
        spec.recipe().measure(),
        measured.quality().value(),
        measured.w8a8().value(),
        details,
        seconds);
  }
}
