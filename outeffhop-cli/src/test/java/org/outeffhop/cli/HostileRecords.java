package org.outeffhop.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.outeffhop.report.VisibleText;

/**
 * Records of results in which every string, also in lists and as a key, tries to run a script when
 * it is taken for more than text. Strings of the same field are equal, so that what refers to one
 * another does. Each stands between marks with a number of its own.
 */
final class HostileRecords {
  /** Ways out of text, attributes, scripts, JSON, SVG, templates and replacements. */
  private static final List<String> PARTS =
      List.of(
          "<img src=x onerror=\"hurt()\">",
          "</script><script>hurt()</script>",
          "\" onmouseover=\"hurt()\" x='",
          "' onfocus='hurt()' autofocus x=\"",
          "{{figures}}{{echarts}}{{body}}",
          "</title></style></svg><svg onload=hurt()>",
          "$1\\0\\u003cscript>hurt()\\",
          "<!--<script>]]>",
          "&lt;b&gt;&amp;&#60;script&#62;",
          "javascript:hurt()",
          "\u2028'+hurt()+'",
          "{a|b}{b0}%s%n");

  private static final Pattern BEGINNING = Pattern.compile("⟦(\\d+)⟧");

  /** Of lists: enough for every constant of an enum. */
  private static final int LENGTH = 6;

  private final Map<Class<?>, Integer> enums = new HashMap<>();
  private final Map<String, String> byName = new HashMap<>();
  private final List<String> made = new ArrayList<>();

  /** All strings so far. */
  List<String> made() {
    return made;
  }

  /** A string with one of the ways out, the same for the same name. */
  private String text(String name) {
    return byName.computeIfAbsent(name, key -> text());
  }

  private String text() {
    int number = made.size();
    String hurt = "(window.ran=window.ran||[]).push(" + number + ")";
    String part = PARTS.get(number % PARTS.size()).replace("hurt()", hurt);
    String text = "⟦%d⟧%s⟦/%d⟧".formatted(number, part, number);
    made.add(text);
    return text;
  }

  /** How many strings stand in a text, as they were made or with control characters visible. */
  int countWhole(String text) {
    Matcher begun = BEGINNING.matcher(text);
    int count = 0;
    while (begun.find()) {
      String whole = made.get(Integer.parseInt(begun.group(1)));
      String rest = text.substring(begun.start());
      boolean shown = rest.startsWith(whole) || rest.startsWith(VisibleText.line(whole));
      assertTrue(shown, () -> whole + " is shown as " + rest);
      count++;
    }
    return count;
  }

  /** A record with hostile strings, and small numbers everywhere else. */
  <T extends Record> T of(Class<T> type) {
    return type.cast(record(type));
  }

  private Object value(String name, Type type) {
    if (type instanceof ParameterizedType generic) {
      return container(name, (Class<?>) generic.getRawType(), generic.getActualTypeArguments());
    }
    Class<?> plain = (Class<?>) type;
    if (plain.isRecord()) {
      return record(plain);
    }
    if (plain.isEnum()) {
      Object[] constants = plain.getEnumConstants();
      return constants[enums.merge(plain, 1, Integer::sum) % constants.length];
    }
    return plain == String.class || plain == Object.class ? text(name) : number(plain);
  }

  private static Object number(Class<?> type) {
    if (type.isArray()) {
      return type == double[].class ? new double[LENGTH] : new long[LENGTH];
    }
    return switch (type.getSimpleName()) {
      case "boolean", "Boolean" -> true;
      case "int", "Integer" -> 2;
      case "long", "Long" -> 2L;
      case "double", "Double" -> 0.5;
      default -> throw new IllegalStateException("records with a " + type + " are not made here");
    };
  }

  private Object container(String name, Class<?> type, Type[] of) {
    if (type == List.class) {
      return IntStream.range(0, LENGTH).mapToObj(i -> value(name + i, of[0])).toList();
    }
    if (type == Optional.class) {
      return Optional.of(value(name, of[0]));
    }
    if (type == Map.class) {
      Map<Object, Object> map = new LinkedHashMap<>();
      map.put(value(name + " key", of[0]), value(name, of[1]));
      map.putIfAbsent(value(name + " other key", of[0]), value(name, of[1]));
      return map;
    }
    throw new IllegalStateException("records with a " + type + " are not made here");
  }

  private Object record(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      values[i] = value(components[i].getName(), components[i].getGenericType());
    }
    try {
      return type.getDeclaredConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type + " cannot be made", e);
    }
  }
}
