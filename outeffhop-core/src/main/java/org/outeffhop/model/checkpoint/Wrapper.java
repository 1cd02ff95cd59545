package org.outeffhop.model.checkpoint;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What programs put before every name of a model that they wrap: PyTorch's data parallelism and
 * compiler, and Sentence Transformers.
 */
final class Wrapper {
  private static final List<String> PREFIXES =
      List.of("module.", "_orig_mod.", "0.auto_model.", "auto_model.");

  private Wrapper() {}

  /** The names in a file by what they are without wrappers, of which there may be several. */
  static Map<String, String> without(Collection<String> names) {
    int skipped = 0;
    for (int length = next(names, 0); length > 0; length = next(names, skipped)) {
      skipped += length;
    }
    Map<String, String> plain = new LinkedHashMap<>();
    for (String name : names) {
      plain.put(name.substring(skipped), name);
    }
    return plain;
  }

  /**
   * Whole parts that all names begin with, such as {@code a.} and {@code a.b.}, the longest first.
   */
  static List<String> common(Collection<String> names) {
    List<String> prefixes = new ArrayList<>();
    String first = names.stream().findFirst().orElse("");
    for (int dot = first.indexOf('.'); dot >= 0; dot = first.indexOf('.', dot + 1)) {
      String prefix = first.substring(0, dot + 1);
      if (names.stream().allMatch(name -> name.startsWith(prefix))) {
        prefixes.add(0, prefix);
      }
    }
    return prefixes;
  }

  /** The length of the prefix that all names have there; 0 where they have none. */
  private static int next(Collection<String> names, int from) {
    return PREFIXES.stream()
        .filter(prefix -> !names.isEmpty())
        .filter(prefix -> names.stream().allMatch(name -> name.startsWith(prefix, from)))
        .mapToInt(String::length)
        .findFirst()
        .orElse(0);
  }
}
