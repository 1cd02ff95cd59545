package org.outeffhop.model.checkpoint;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** The name that takes the fewest inserted, deleted or exchanged characters to become another. */
final class NearestName {
  private static final int LONGEST = 200;

  private NearestName() {}

  /** The nearest of some names; nothing where there are none or the name is very long. */
  static Optional<String> of(String name, Collection<String> names) {
    if (name.length() > LONGEST) {
      return Optional.empty();
    }
    return names.stream()
        .filter(other -> other.length() <= LONGEST)
        .min(Comparator.comparingInt((String other) -> distance(name, other)));
  }

  private static int distance(String a, String b) {
    int[] above = new int[b.length() + 1];
    Arrays.setAll(above, j -> j);
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int exchanged = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(exchanged, 1 + Math.min(above[j], row[j - 1]));
      }
      above = row;
    }
    return above[b.length()];
  }
}
