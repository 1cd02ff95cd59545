package org.outeffhop.experiment.retrieval;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.outeffhop.data.pattern.Patterns;
import org.outeffhop.hopfield.AssociativeMemory;
import org.outeffhop.hopfield.RetrievalOptions;

/**
 * What is asked of which memory.
 *
 * @param patterns stored
 * @param queries asked as they are; null for queries made of stored patterns
 * @param corruptions what makes queries of the first stored patterns, one group each
 * @param count how many patterns a group asks for
 * @param model a modern network
 * @param beta the inverse temperature
 * @param options how far a state is updated
 * @param threshold the no-op mass above which the memory says that it does not know
 * @param prepared whether patterns are centred and put on the sphere, or taken as they are
 * @param seed of the noise
 */
public record RetrievalSettings(
    Patterns patterns,
    Patterns queries,
    List<Corruption> corruptions,
    long count,
    RetrievalModel model,
    double beta,
    RetrievalOptions options,
    double threshold,
    boolean prepared,
    long seed) {
  public RetrievalSettings {
    corruptions = List.copyOf(corruptions);
    requireMemory(model, beta);
    if (queries != null && queries.size() != patterns.size()) {
      throw new IllegalArgumentException(
          "%s has queries of size %d, but %s patterns of size %d; they must agree"
              .formatted(queries.name(), queries.size(), patterns.name(), patterns.size()));
    }
    if (queries == null && (corruptions.isEmpty() || count < 1)) {
      throw new IllegalArgumentException(
          "there is nothing to ask: %d ways to make queries, %d of each"
              .formatted(corruptions.size(), count));
    }
    if (!(threshold >= 0 && threshold <= 1)) {
      throw new IllegalArgumentException(
          "the threshold is " + threshold + "; a no-op mass is between 0 and 1");
    }
  }

  /** What no memory can be made with is refused before anything is read into one. */
  private static void requireMemory(RetrievalModel model, double beta) {
    try (AssociativeMemory memory = new AssociativeMemory(model.softmax(), beta)) {
      memory.size();
    }
  }

  /** By name, as they are written into {@code result.json}. */
  Map<String, Object> asMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("patterns", patterns.name());
    map.put("stored", patterns.count());
    map.put("dimension", patterns.size());
    map.put(
        "queries",
        queries == null ? corruptions.stream().map(Corruption::toString).toList() : queries.name());
    map.put("model", model.toString());
    map.put("beta", beta);
    map.put("steps", options.maxSteps());
    map.put("tolerance", options.tolerance());
    map.put("threshold", threshold);
    map.put("prepared", prepared);
    map.put("seed", seed);
    return map;
  }
}
