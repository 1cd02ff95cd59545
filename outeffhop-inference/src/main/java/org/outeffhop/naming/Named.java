package org.outeffhop.naming;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The values of an enum under the names that people read and write, such as {@code learned-sink}.
 */
public final class Named {
  private Named() {}

  /** The name of a value: its constant in small letters, words joined by hyphens. */
  public static String of(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The texts of some values, separated by commas. */
  public static String list(Collection<? extends Enum<?>> values) {
    return values.stream().map(Enum::toString).collect(Collectors.joining(", "));
  }

  /**
   * The value whose text is the name.
   *
   * @param what the values are, for the error: {@code preset}
   * @param values all of them
   * @throws IllegalArgumentException that lists the choices
   */
  public static <E extends Enum<E>> E value(String what, E[] values, String name) {
    return Arrays.stream(values)
        .filter(value -> value.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s is '%s'; it can be %s".formatted(what, name, list(Arrays.asList(values)))));
  }
}
