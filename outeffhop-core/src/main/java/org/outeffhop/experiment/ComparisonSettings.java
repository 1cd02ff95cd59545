package org.outeffhop.experiment;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.outeffhop.hopfield.AttentionMethod;

/** What a comparison runs. Seeds are 0, 1, .. up to their number. */
public record ComparisonSettings(
    String preset,
    List<ModelKind> models,
    List<AttentionMethod> methods,
    int seeds,
    ModelSize size,
    long steps,
    long warmupSteps,
    int batchSize,
    Map<ModelKind, Double> learningRates,
    int evaluationBatches,
    int calibrationBatches) {

  public ComparisonSettings {
    if (models.isEmpty() || methods.isEmpty()) {
      throw new IllegalArgumentException(
          "a comparison needs at least one model and one attention method");
    }
    if (seeds < 1) {
      throw new IllegalArgumentException("seeds is " + seeds + "; it must be at least 1");
    }
    if (steps < 1) {
      throw new IllegalArgumentException("steps is " + steps + "; it must be at least 1");
    }
    warmupSteps = Math.min(warmupSteps, steps);
  }

  /** The same comparison with other choices. */
  public ComparisonSettings with(
      List<ModelKind> models, List<AttentionMethod> methods, int seeds, long steps) {
    return new ComparisonSettings(
        preset,
        models,
        methods,
        seeds,
        size,
        steps,
        warmupSteps,
        batchSize,
        learningRates,
        evaluationBatches,
        calibrationBatches);
  }

  /** By name, as they are written into {@code result.json}. */
  Map<String, Object> asMap(String corpus) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("preset", preset);
    map.put("data", corpus);
    map.put("models", models.stream().map(ModelKind::toString).toList());
    map.put("attention", methods.stream().map(AttentionMethod::toString).toList());
    map.put("seeds", seeds);
    map.put("hidden_size", size.width());
    map.put("num_hidden_layers", size.layers());
    map.put("num_attention_heads", size.heads());
    map.put("length", size.length());
    map.put("vocab_size", size.vocabularySize());
    map.put("steps", steps);
    map.put("warmup_steps", warmupSteps);
    map.put("batch_size", batchSize);
    models.forEach(model -> map.put("learning_rate_" + model, learningRates.get(model)));
    map.put("evaluation_batches", evaluationBatches);
    map.put("calibration_batches", calibrationBatches);
    return map;
  }
}
