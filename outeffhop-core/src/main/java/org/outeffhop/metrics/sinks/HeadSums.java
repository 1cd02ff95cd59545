package org.outeffhop.metrics.sinks;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** What a head did so far. */
final class HeadSums {
  /** The share of a query's weight above which a key is a sink for it. */
  static final double SINK = 0.3;

  private final Map<Long, KeySums> byLabel = new HashMap<>();
  private final KeySums all = new KeySums();
  private long queries;
  private long first;
  private long any;
  private double mass;

  private static final class KeySums {
    private double weight;
    private long sinking;
    private double lengths;
    private long keys;
  }

  /**
   * Takes in a sample.
   *
   * @param valueLengths 2-norms of the value vectors, by key
   */
  void add(HeadWeights sample, float[] valueLengths) {
    addKeys(sample, valueLengths);
    int firstKey = sample.firstKey();
    for (int query = 0; query < sample.queries(); query++) {
      if (sample.realQueries()[query]) {
        queries++;
        mass += sample.mass(query);
        first += sample.weight(query, firstKey) > SINK ? 1 : 0;
        var heavy = sample.heavy(query, SINK);
        any += heavy.isEmpty() ? 0 : 1;
        heavy.forEach(label -> of(label).sinking++);
      }
    }
  }

  private void addKeys(HeadWeights sample, float[] valueLengths) {
    for (int key = 0; key < sample.keys(); key++) {
      if (sample.realKeys()[key]) {
        KeySums sums = of(sample.labels()[key]);
        sums.weight += received(sample, key);
        sums.lengths += valueLengths[key];
        sums.keys++;
        all.lengths += valueLengths[key];
        all.keys++;
      }
    }
  }

  private static double received(HeadWeights sample, int key) {
    double sum = 0;
    for (int query = 0; query < sample.queries(); query++) {
      if (sample.realQueries()[query]) {
        sum += sample.weight(query, key);
      }
    }
    return sum;
  }

  private KeySums of(long label) {
    return byLabel.computeIfAbsent(label, unseen -> new KeySums());
  }

  HeadUse use(String module, int head) {
    Map<Long, KeyUse> keys =
        byLabel.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, e -> use(e.getKey(), e.getValue())));
    KeyUse most =
        keys.values().stream()
            .max(Comparator.comparingDouble(KeyUse::weight).thenComparing(KeyUse::label))
            .orElseThrow();
    return new HeadUse(
        module,
        head,
        (double) first / queries,
        (double) any / queries,
        1 - mass / queries,
        most,
        keys);
  }

  private KeyUse use(long label, KeySums sums) {
    return new KeyUse(
        label,
        sums.weight / queries,
        (double) sums.sinking / queries,
        sums.lengths / sums.keys,
        (all.lengths - sums.lengths) / (all.keys - sums.keys));
  }
}
