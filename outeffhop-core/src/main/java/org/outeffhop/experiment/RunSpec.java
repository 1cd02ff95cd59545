package org.outeffhop.experiment;

import java.util.LinkedHashMap;
import java.util.Map;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.model.LanguageModelConfig;

/**
 * Everything that determines what one run of a comparison measures.
 *
 * @param data the corpus, by name and fingerprint
 */
record RunSpec(
    ModelKind kind,
    AttentionMethod method,
    long seed,
    Recipe recipe,
    Evaluation evaluation,
    Execution execution,
    String data) {

  /** The run's name, and its folder's. */
  String name() {
    return kind + "-" + method + "-seed" + seed;
  }

  /** As it is read by people: {@code opt outeffhop seed 0}. */
  String title() {
    return kind + " " + method + " seed " + seed;
  }

  /** The model's shape over the vocabulary that the tokenizer came to have. */
  LanguageModelConfig model(int vocabularySize) {
    return recipe.model().withVocabSize(vocabularySize).withMethod(method);
  }

  /** By name, as it is written into the run's folder. */
  Map<String, Object> asMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("model", kind.toString());
    map.put("attention", method.toString());
    map.put("seed", seed);
    map.put("data", data);
    map.putAll(recipe.asMap());
    map.put("evaluation_batch_size", evaluation.batchSize());
    map.put("evaluation_batches", evaluation.batches());
    map.put("calibration_batches", evaluation.calibrationBatches());
    map.put("device", execution.device());
    map.put("bfloat16", execution.bfloat16());
    return map;
  }
}
