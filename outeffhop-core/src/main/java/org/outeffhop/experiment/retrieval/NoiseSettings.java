package org.outeffhop.experiment.retrieval;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the noise experiment measures: every noise at the protocol's beta, every beta at one noise.
 *
 * @param source the patterns
 * @param stored how many of them are stored
 * @param models that store them
 * @param protocol how they are asked
 * @param noises expected norms of the noise, relative to the pattern's
 * @param betas inverse temperatures
 * @param noise the noise at which betas are compared
 * @param queries the most queries
 * @param seeds draws of patterns and queries; they are 0, 1, ..
 */
public record NoiseSettings(
    PatternSource source,
    long stored,
    List<RetrievalModel> models,
    RetrievalProtocol protocol,
    List<Double> noises,
    List<Double> betas,
    double noise,
    int queries,
    int seeds) {
  public NoiseSettings {
    models = List.copyOf(models);
    noises = noises.stream().sorted().distinct().toList();
    betas = betas.stream().sorted().distinct().toList();
    if (models.isEmpty() || noises.isEmpty() || betas.isEmpty()) {
      throw new IllegalArgumentException(
          "the experiment has %d models, %d noises and %d betas; it needs one of each"
              .formatted(models.size(), noises.size(), betas.size()));
    }
    if (stored < 2 || stored > source.most()) {
      throw new IllegalArgumentException(
          "%d patterns are to be stored of %s, which has %s; at least 2 are needed"
              .formatted(
                  stored,
                  source.name(),
                  source.most() == Long.MAX_VALUE ? "any number" : source.most()));
    }
    if (queries < 1 || seeds < 1) {
      throw new IllegalArgumentException(
          "there are %d queries and %d seeds; at least 1 of each is needed"
              .formatted(queries, seeds));
    }
    noises.forEach(Corruption::noise);
    Corruption.noise(noise);
    betas.forEach(protocol::withBeta);
  }

  /** By name, as they are written into {@code result.json}. */
  Map<String, Object> asMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("patterns", source.name());
    map.put("dimension", source.dimension());
    map.put("norm", "sqrt(d - 1)");
    map.put("stored", stored);
    map.put("models", models.stream().map(RetrievalModel::toString).toList());
    map.put("beta", protocol.beta().asJson());
    map.put("noise", noise);
    map.put("steps", protocol.steps());
    map.put("within", protocol.within());
    map.put("noises", noises);
    map.put("betas", betas);
    map.put("queries", queries);
    map.put("seeds", seeds);
    return map;
  }
}
