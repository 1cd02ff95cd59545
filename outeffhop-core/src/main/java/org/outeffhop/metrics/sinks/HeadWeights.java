package org.outeffhop.metrics.sinks;

/**
 * The weights that a head gives in one sample.
 *
 * @param weights [queries, keys] in row-major order; those of padding keys are 0
 * @param labels of the keys, by their number
 * @param realQueries false where a query is padding
 * @param realKeys false where a key is padding
 */
record HeadWeights(float[] weights, int[] labels, boolean[] realQueries, boolean[] realKeys) {
  int queries() {
    return realQueries.length;
  }

  int keys() {
    return labels.length;
  }

  double weight(int query, int key) {
    return weights[query * keys() + key];
  }

  /** The first key that is not padding. */
  int firstKey() {
    int key = 0;
    while (key < keys() - 1 && !realKeys[key]) {
      key++;
    }
    return key;
  }

  /** Whether a key gets more than a share of a query's weight and none before it of its label. */
  boolean isFirstHeavy(int query, int key, double share) {
    if (!(weight(query, key) > share)) {
      return false;
    }
    for (int before = 0; before < key; before++) {
      if (labels[before] == labels[key] && weight(query, before) > share) {
        return false;
      }
    }
    return true;
  }

  /**
   * Marks the tokens that the head sinks into, where queries and keys are the same tokens: those to
   * which the queries of at least so many other tokens, all that see it, give more than a share of
   * their weight in the mean.
   *
   * @param causal whether a query sees no later key
   */
  void mark(boolean[] sinks, double share, int fewest, boolean causal) {
    for (int key = 0; key < keys(); key++) {
      if (sinks[key] || !realKeys[key]) {
        continue;
      }
      double sum = 0;
      int others = 0;
      for (int query = causal ? key + 1 : 0; query < queries(); query++) {
        if (query != key && realQueries[query]) {
          sum += weight(query, key);
          others++;
        }
      }
      sinks[key] = others >= fewest && sum > share * others;
    }
  }
}
