package org.outeffhop.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.outeffhop.data.Progress;
import org.outeffhop.data.TextDataset;
import org.outeffhop.experiment.result.ComparisonRow;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.hopfield.ForwardContext;
import org.outeffhop.model.LanguageModel;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.Probe;
import org.outeffhop.tensor.SafeTensors;
import org.outeffhop.training.MetricsLog;
import org.outeffhop.training.RunDirectory;
import org.outeffhop.training.Schedule;
import org.outeffhop.training.Trainer;
import org.outeffhop.training.TrainingConfig;
import org.outeffhop.training.TrainingListener;

/** One model with one attention method and one seed: trained, measured, written to its folder. */
record PretrainingRun(
    ComparisonSettings settings,
    ModelKind kind,
    AttentionMethod method,
    long seed,
    TextDataset data,
    RunDirectory folder,
    Progress progress) {

  ComparisonRow run() throws IOException {
    long start = System.nanoTime();
    Engine.seed(seed);
    TextTask task = new TextTask(kind, data, settings.batchSize(), seed);
    try (LanguageModel model = kind.create(settings.size(), data.vocabularySize(), method)) {
      train(model, task);
      SafeTensors.write(
          folder.file("model.safetensors"), model.parameters().asMap(), Map.of("format", "pt"));
      Files.copy(
          data.tokenizerJson(), folder.file("tokenizer.json"), StandardCopyOption.REPLACE_EXISTING);
      folder.writeJson("config.json", config(model));
      progress.update("measuring " + name(), 0, 0);
      Measurement measured = Measurement.of(model, kind, task, settings);
      folder.writeJson("outliers.json", measured.outliers());
      return new ComparisonRow(
          kind.toString(),
          method.toString(),
          seed,
          settings.steps(),
          model.parameters().count(),
          measured.outliers().averageKurtosis(),
          measured.outliers().maximumInfinityNorm(),
          measured.perplexity(),
          measured.perplexityW8a8(),
          (System.nanoTime() - start) / 1e9);
    }
  }

  /** What the checkpoint is, under Hugging Face's names; the attention method is ours. */
  private Map<String, Object> config(LanguageModel model) {
    ModelSize size = settings.size();
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("model_type", kind.toString());
    config.put("attention_method", method.toString());
    config.put("vocab_size", data.vocabularySize());
    config.put("hidden_size", size.width());
    config.put("num_hidden_layers", size.layers());
    config.put("num_attention_heads", size.heads());
    config.put(kind == ModelKind.OPT ? "ffn_dim" : "intermediate_size", 4 * size.width());
    config.put("max_position_embeddings", size.length());
    config.put("tie_word_embeddings", true);
    config.put("parameters", model.parameters().count());
    return config;
  }

  private String name() {
    return kind + " " + method + " seed " + seed;
  }

  private void train(LanguageModel model, TextTask task) {
    ForwardContext context = new ForwardContext(Probe.NONE, true, false);
    TrainingListener live =
        step ->
            progress.update(
                "%s loss %.3f".formatted(name(), step.loss()), step.step(), settings.steps());
    try (MetricsLog log = new MetricsLog(folder.file("metrics.jsonl"))) {
      new Trainer(
              model.parameters().asMap(),
              (step, microBatch) -> task.trainingLoss(model, step, context),
              config(),
              List.of(log, live))
          .run();
    }
  }

  private TrainingConfig config() {
    return new TrainingConfig(
        settings.steps(),
        settings.warmupSteps(),
        Schedule.LINEAR,
        settings.learningRates().get(kind),
        0.9,
        kind == ModelKind.OPT ? 0.95 : 0.999,
        1e-8,
        kind == ModelKind.OPT ? 0.1 : 0.01,
        false,
        1.0,
        1);
  }
}
