package org.outeffhop.experiment;

import java.io.IOException;
import java.util.List;
import org.bytedeco.pytorch.Device;
import org.outeffhop.data.TextDataset;
import org.outeffhop.experiment.result.ComparisonRow;
import org.outeffhop.hopfield.ForwardContext;
import org.outeffhop.model.LanguageModel;
import org.outeffhop.model.LanguageModelConfig;
import org.outeffhop.model.checkpoint.CheckpointWriter;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.Probe;
import org.outeffhop.training.MetricsLog;
import org.outeffhop.training.RunDirectory;
import org.outeffhop.training.Trainer;

/** One model with one attention method and one seed: trained, measured, written to its folder. */
record PretrainingRun(
    RunSpec spec, TextDataset data, RunDirectory folder, ComparisonProgress progress) {

  ComparisonRow run() throws IOException {
    long start = System.nanoTime();
    LanguageModelConfig config = spec.model(data.vocabularySize());
    try (Device device = Engine.device(spec.execution().device());
        LanguageModel model = Engine.seeded(spec.seed(), config::create)) {
      model.parameters().moveTo(device);
      TextTask task = new TextTask(spec, data, model, device);
      train(model, task);
      write(model, config);
      Measurement measured =
          Measurement.of(model, task, spec, progress.measuring(spec, Measurement.batches(spec)));
      folder.writeJson("outliers.json", measured.outliers());
      return row(model, measured, start);
    }
  }

  private void train(LanguageModel model, TextTask task) {
    ForwardContext context = new ForwardContext(Probe.NONE, true, spec.execution().bfloat16());
    try (MetricsLog log = new MetricsLog(folder.file("metrics.jsonl"))) {
      new Trainer(
              model.parameters().asMap(),
              task.objective(context),
              spec.recipe().training(),
              List.of(log, progress.training(spec), new PeriodicEvaluation(model, task, spec, log)))
          .run();
    }
  }

  private void write(LanguageModel model, LanguageModelConfig config) {
    CheckpointWriter.FLOAT32.write(folder.path(), config, model, data.tokenizerJson());
  }

  private ComparisonRow row(LanguageModel model, Measurement measured, long start) {
    return new ComparisonRow(
        spec.kind().toString(),
        spec.method().toString(),
        spec.seed(),
        spec.recipe().training().steps(),
        model.parameters().count(),
        measured.outliers().averageKurtosis(),
        measured.outliers().maximumInfinityNorm(),
        measured.perplexity(),
        measured.perplexityW8a8(),
        (System.nanoTime() - start) / 1e9);
  }
}
