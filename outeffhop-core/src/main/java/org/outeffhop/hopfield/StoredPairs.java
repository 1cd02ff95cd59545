package org.outeffhop.hopfield;

import org.bytedeco.pytorch.Tensor;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * Keys and their values, in memory or in a mapped file.
 *
 * @param values null where keys are their own values
 * @param owner frees both
 */
record StoredPairs(PatternStore keys, PatternStore values, Runnable owner) {
  /** A store in memory for keys and values such as these. */
  static StoredPairs empty(Tensor keys, Tensor values) {
    MemoryPatterns keyStore = storeFor(keys, "keys");
    MemoryPatterns valueStore = values == null ? null : storeFor(values, "values");
    return new StoredPairs(
        keyStore,
        valueStore,
        () -> {
          keyStore.close();
          if (valueStore != null) {
            valueStore.close();
          }
        });
  }

  private static MemoryPatterns storeFor(Tensor rows, String what) {
    Vectors.requireFloating(rows, what);
    if (rows.dim() != 1 && rows.dim() != 2) {
      Vectors.requireMatrix(rows, what);
    }
    return new MemoryPatterns(rows.size(-1), Tensors.type(rows));
  }

  void add(Tensor newKeys, Tensor newValues) {
    if (!(keys instanceof MemoryPatterns keyStore)) {
      throw new IllegalArgumentException(
          "the memory is mapped from a file; load it to add patterns");
    }
    if ((values == null) != (newValues == null)) {
      throw new IllegalArgumentException(
          values == null
              ? "the memory's patterns are their own values; it takes no others"
              : "the memory stores values; add one for every key");
    }
    if (newValues == null) {
      keyStore.add(newKeys);
      return;
    }
    try (TensorScope scope = TensorScope.open()) {
      MemoryPatterns valueStore = (MemoryPatterns) values;
      Tensor keyRows = keyStore.checked(newKeys, "keys");
      Tensor valueRows = valueStore.checked(newValues, "values");
      if (keyRows.size(0) != valueRows.size(0)) {
        throw new IllegalArgumentException(
            "there are %d keys and %d values; there must be as many"
                .formatted(keyRows.size(0), valueRows.size(0)));
      }
      keyStore.add(keyRows);
      valueStore.add(valueRows);
    }
  }

  void close() {
    owner.run();
  }
}
