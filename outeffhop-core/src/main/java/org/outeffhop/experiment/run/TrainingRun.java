package org.outeffhop.experiment.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Device;
import org.outeffhop.experiment.result.ComparisonRow;
import org.outeffhop.experiment.result.DiagnosisResult;
import org.outeffhop.experiment.result.ResultJson;
import org.outeffhop.experiment.snapshot.ActivationSnapshot;
import org.outeffhop.experiment.task.AuthorsMeasures;
import org.outeffhop.experiment.task.HeldOut;
import org.outeffhop.experiment.task.MeasureDefinition;
import org.outeffhop.experiment.task.Quantized;
import org.outeffhop.files.Folders;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.quantization.BitWidths;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.ResidentMemory;
import org.outeffhop.training.EarlyStopping;
import org.outeffhop.training.ExplosionGuard;
import org.outeffhop.training.MemoryGuard;
import org.outeffhop.training.MetricsLog;
import org.outeffhop.training.Objective;
import org.outeffhop.training.RunDirectory;
import org.outeffhop.training.SearchedObjective;
import org.outeffhop.training.Trainer;
import org.outeffhop.training.TrainingDivergedException;
import org.outeffhop.training.TrainingListener;
import org.outeffhop.training.resume.TrainingCheckpoints;

/** One model with one attention method and one seed: trained, measured, written to its folder. */
public record TrainingRun(
    RunSpec spec, PreparedWorkload workload, RunDirectory folder, ComparisonProgress progress) {
  private static final int STRETCH = 100;

  /** Runs it. */
  public ComparisonRow run() {
    long start = System.nanoTime();
    try (Device device = Engine.device(spec.execution().device());
        TrainingTask task = workload.task(spec, device)) {
      task.parameters().moveTo(device);
      Map<String, Double> details = new LinkedHashMap<>();
      long steps = task.isTrained() ? train(task, details) : 0;
      details.putAll(task.details());
      Folders.requireStill(folder.path());
      task.write(folder);
      HeldOut<?, ?> whole = task.whole();
      List<BitWidths> further = spec.evaluation().furtherBits();
      Quantized measured =
          whole.telling(progress.measuring(spec, whole.batches(further.size()))).quantized(further);
      folder.writeJson("outliers.json", measured.outliers());
      ActivationSnapshot snapshot = new ActivationSnapshot(measured.outliers(), measured.grids());
      task.brief().first().showTo(snapshot);
      folder.writeJson(ActivationSnapshot.FILE, ResultJson.tree(snapshot.record(task.positions())));
      DiagnosisResult diagnosis = task.brief().diagnosis();
      folder.writeJson(DiagnosisResult.FILE, ResultJson.tree(diagnosis));
      details.putAll(measured.details());
      if (spec.evaluation().measures() == MeasureDefinition.AUTHORS) {
        details.putAll(authors(whole, measured.w8a8().value()));
      }
      details.putAll(diagnosis.numbers());
      return row(task, steps, measured, details, (System.nanoTime() - start) / 1e9);
    }
  }

  /** Nothing where the authors' scripts do not know the model. */
  private Map<String, Double> authors(HeldOut<?, ?> whole, double w8a8) {
    return AuthorsMeasures.of(whole)
        .map(theirs -> theirs.telling(progress.measuring(spec, theirs.batches())).details(w8a8))
        .orElse(Map.of());
  }

  /** The number of steps. */
  private long train(TrainingTask task, Map<String, Double> details) {
    boolean bfloat16 = spec.execution().bfloat16();
    Objective objective =
        new SearchedObjective(probe -> task.objective(new ForwardContext(probe, true, bfloat16)));
    List<TrainingListener> listeners = new ArrayList<>();
    try (MetricsLog log = new MetricsLog(folder.file("metrics.jsonl"));
        EarlyStopping stopping = stopping(task)) {
      listeners.add(log);
      listeners.add(progress.training(spec));
      listeners.add(new ExplosionGuard());
      listeners.add(
          new MemoryGuard(ResidentMemory::bytes, STRETCH, text -> progress.notice(spec, text)));
      listeners.add(
          new PeriodicEvaluation(task, spec, log, batches -> progress.measuring(spec, batches)));
      if (stopping != null) {
        listeners.add(stopping);
        listeners.add(new EpochLog(stopping, log, epochs -> progress.validated(spec, epochs)));
      }
      Trainer trainer =
          new Trainer(
              task.trained(), objective, task.training(), listeners, Optional.of(checkpoints()));
      return stopping == null ? trainer.run().step() : train(trainer, stopping, details);
    }
  }

  /** Trains until the error no longer falls, and goes back to where it was lowest. */
  private long train(Trainer trainer, EarlyStopping stopping, Map<String, Double> details) {
    long steps;
    try {
      steps = trainer.run().step();
    } catch (TrainingDivergedException e) {
      if (stopping.bestEpoch() == 0) {
        throw e;
      }
      progress.notice(spec, e.getMessage() + "; the best state before is kept");
      details.put("diverged_at_step", (double) e.step());
      steps = e.step();
    }
    stopping.restore();
    details.put("epochs", (double) stopping.epochs());
    details.put("best_epoch", (double) stopping.bestEpoch());
    details.put("validation_" + spec.recipe().measure().key(), stopping.lowest());
    return steps;
  }

  private TrainingCheckpoints checkpoints() {
    return new TrainingCheckpoints(
        folder.path(), spec.execution().checkpoints(), text -> progress.notice(spec, text));
  }

  private EarlyStopping stopping(TrainingTask task) {
    return task.validation()
        .map(
            validation ->
                new EarlyStopping(
                    task.trained(),
                    validation.stepsPerEpoch(),
                    validation.patience(),
                    () ->
                        validation
                            .error()
                            .applyAsDouble(progress.validating(spec, validation.batches()))))
        .orElse(null);
  }

  private ComparisonRow row(
      TrainingTask task,
      long steps,
      Quantized measured,
      Map<String, Double> details,
      double seconds) {
    return new ComparisonRow(
        spec.recipe().type().toString(),
        spec.method().toString(),
        spec.seed(),
        steps,
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
