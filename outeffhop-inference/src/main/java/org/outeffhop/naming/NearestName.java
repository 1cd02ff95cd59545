package org.outeffhop.naming;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Names that take the fewest inserted, deleted or exchanged characters to become another. */
public final class NearestName {
  private static final int LONGEST = 200;

  private NearestName() {}

  /** The nearest of some names; nothing where there are none or the name is very long. */
  public static Optional<String> of(String name, Collection<String> names) {
    return several(name, names, 1).stream().findFirst();
  }

  /** The nearest names, the nearest first; none where the name is very long. */
  public static List<String> several(String name, Collection<String> names, int most) {
    if (name.length() > LONGEST) {
      return List.of();
    }
    return names.stream()
        .filter(other -> other.length() <= LONGEST)
        .sorted(Comparator.comparingInt((String other) -> distance(name, other)))
        .limit(most)
        .toList();
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
