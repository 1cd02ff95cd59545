package org.outeffhop.metrics.sinks;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Labels in the order in which they were first seen, so that sums over them are arrays. */
final class LabelNumbers {
  private final Map<Long, Integer> numbers = new HashMap<>();
  private final List<Long> labels = new ArrayList<>();

  /** The numbers of some labels. */
  int[] of(long[] some) {
    int[] found = new int[some.length];
    for (int i = 0; i < some.length; i++) {
      Integer number = numbers.get(some[i]);
      if (number == null) {
        number = labels.size();
        numbers.put(some[i], number);
        labels.add(some[i]);
      }
      found[i] = number;
    }
    return found;
  }

  long label(int number) {
    return labels.get(number);
  }

  int count() {
    return labels.size();
  }
}
