package org.outeffhop.metrics.sinks;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongPredicate;
import java.util.stream.IntStream;

/** What a head did so far. */
final class HeadSums {
  /** The share of a query's weight above which a key is a sink for it. */
  static final double SINK = 0.3;

  private final LabelNumbers numbers;

  /** Each by the number of the key's label. */
  private double[] weights = {};

  private double[] lengths = {};
  private long[] sinking = {};
  private long[] keys = {};
  private long queries;
  private long first;
  private long any;
  private double mass;

  HeadSums(LabelNumbers numbers) {
    this.numbers = numbers;
  }

  /**
   * Takes in a sample.
   *
   * @param valueLengths 2-norms of the value vectors, by key
   */
  void add(HeadWeights sample, float[] valueLengths) {
    makeRoom();
    for (int key = 0; key < sample.keys(); key++) {
      if (sample.realKeys()[key]) {
        lengths[sample.labels()[key]] += valueLengths[key];
        keys[sample.labels()[key]]++;
      }
    }
    int firstKey = sample.firstKey();
    for (int query = 0; query < sample.queries(); query++) {
      if (sample.realQueries()[query]) {
        queries++;
        first += sample.weight(query, firstKey) > SINK ? 1 : 0;
        any += add(sample, query) ? 1 : 0;
      }
    }
  }

  private void makeRoom() {
    if (keys.length < numbers.count()) {
      int size = Math.max(numbers.count(), 2 * keys.length);
      weights = Arrays.copyOf(weights, size);
      lengths = Arrays.copyOf(lengths, size);
      sinking = Arrays.copyOf(sinking, size);
      keys = Arrays.copyOf(keys, size);
    }
  }

  /** Takes in a query, and says whether it sinks into a key. */
  private boolean add(HeadWeights sample, int query) {
    boolean sinks = false;
    for (int key = 0; key < sample.keys(); key++) {
      double weight = sample.weight(query, key);
      mass += weight;
      weights[sample.labels()[key]] += weight;
      if (sample.isFirstHeavy(query, key, SINK)) {
        sinking[sample.labels()[key]]++;
        sinks = true;
      }
    }
    return sinks;
  }

  /**
   * What it did.
   *
   * @param kept labels whose keys are told apart, besides the most attended one
   */
  HeadUse use(String module, int head, LongPredicate kept) {
    int most =
        IntStream.range(0, keys.length)
            .filter(number -> keys[number] > 0)
            .reduce((a, b) -> weights[b] > weights[a] ? b : a)
            .orElseThrow();
    Map<Long, KeyUse> uses = new HashMap<>();
    for (int number = 0; number < keys.length; number++) {
      if (keys[number] > 0 && (number == most || kept.test(numbers.label(number)))) {
        uses.put(numbers.label(number), key(number));
      }
    }
    return new HeadUse(
        module,
        head,
        (double) first / queries,
        (double) any / queries,
        1 - mass / queries,
        key(most),
        uses);
  }

  private KeyUse key(int number) {
    double allLengths = Arrays.stream(lengths).sum();
    long allKeys = Arrays.stream(keys).sum();
    return new KeyUse(
        numbers.label(number),
        weights[number] / queries,
        (double) sinking[number] / queries,
        lengths[number] / keys[number],
        (allLengths - lengths[number]) / (allKeys - keys[number]));
  }
}
