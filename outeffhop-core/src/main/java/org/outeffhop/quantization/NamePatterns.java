package org.outeffhop.quantization;

import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.outeffhop.naming.NearestName;

/**
 * Probe points and weights by name.
 *
 * @param patterns regular expressions; a name is meant where one of them matches all of it
 */
public record NamePatterns(List<String> patterns) {
  private static final int SHOWN = 3;

  /** Checks the regular expressions. */
  public NamePatterns {
    patterns = List.copyOf(patterns);
    for (String pattern : patterns) {
      try {
        Pattern.compile(pattern);
      } catch (PatternSyntaxException e) {
        throw new IllegalArgumentException(
            "the name pattern '" + pattern + "' is no regular expression: " + e.getDescription(),
            e);
      }
    }
  }

  /** Whether a pattern matches the whole name. */
  public boolean matches(String name) {
    return patterns.stream().anyMatch(name::matches);
  }

  /**
   * Checks that every pattern matches one of the names.
   *
   * @throws IllegalArgumentException with the nearest names if one does not
   */
  public void requireKnown(Collection<String> names) {
    for (String pattern : patterns) {
      if (names.stream().noneMatch(name -> name.matches(pattern))) {
        String plain = pattern.replace(".*", "").replace("\\", "");
        throw new IllegalArgumentException(
            "the name pattern '"
                + pattern
                + "' matches no module; nearest: "
                + String.join(", ", NearestName.several(plain, names, SHOWN)));
      }
    }
  }
}
