package org.outeffhop.experiment.retrieval;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the capacity experiment measures.
 *
 * @param questions on random patterns of several dimensions, on images
 * @param counts of stored patterns, ascending
 * @param models that store them
 * @param protocol how they are asked
 * @param queries the most queries for each count
 * @param seeds draws of patterns and queries; they are 0, 1, ..
 * @param failure the share of queries that may fail where patterns still count as stored, and p in
 *     the theoretical bound
 */
public record CapacitySettings(
    List<CapacityQuestion> questions,
    List<Long> counts,
    List<RetrievalModel> models,
    RetrievalProtocol protocol,
    int queries,
    int seeds,
    double failure) {
  public CapacitySettings {
    questions = List.copyOf(questions);
    models = List.copyOf(models);
    counts = counts.stream().sorted().distinct().toList();
    if (questions.isEmpty() || models.isEmpty() || counts.isEmpty()) {
      throw new IllegalArgumentException(
          "the experiment has %d kinds of patterns, %d models and %d numbers of patterns; it needs one of each"
              .formatted(questions.size(), models.size(), counts.size()));
    }
    if (counts.get(0) < 2) {
      throw new IllegalArgumentException(
          "the number of patterns is " + counts.get(0) + "; it must be at least 2");
    }
    if (queries < 1 || seeds < 1) {
      throw new IllegalArgumentException(
          "there are %d queries and %d seeds; at least 1 of each is needed"
              .formatted(queries, seeds));
    }
    if (!(failure > 0 && failure < 1)) {
      throw new IllegalArgumentException(
          "the share of failures is " + failure + "; it must be between 0 and 1");
    }
  }

  /** The counts that a source has patterns for, and all it has where larger counts are asked. */
  List<Long> counts(PatternSource source) {
    List<Long> possible = new ArrayList<>();
    counts.forEach(count -> possible.add(Math.min(count, source.most())));
    return possible.stream().distinct().toList();
  }

  /** By name, as they are written into {@code result.json}. */
  Map<String, Object> asMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(
        "questions",
        questions.stream().map(q -> q.source().name() + ", " + q.corruption()).toList());
    map.put("models", models.stream().map(RetrievalModel::toString).toList());
    map.put("counts", counts);
    map.put("norm", "sqrt(d - 1)");
    map.put("beta", protocol.beta().asJson());
    map.put("steps", protocol.steps());
    map.put("within", protocol.within());
    map.put("queries", queries);
    map.put("seeds", seeds);
    map.put("failure", failure);
    return map;
  }
}
