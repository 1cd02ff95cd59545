package org.outeffhop.naming;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Sentences on faulty JSON for people, who know neither the parser's settings nor our classes. */
public final class JsonFaults {
  private static final Pattern NO_NUMBER = Pattern.compile("Non-standard token '([^']*)'.*");
  private static final Pattern MISSING = Pattern.compile("Missing .*creator property '([^']*)'.*");

  /** Where a bracket was opened, which the parser words with its own settings. */
  private static final Pattern OPENED =
      Pattern.compile("\\(start marker at \\[Source: .*; line: (\\d+), column: \\d+]\\)");

  private static final Pattern SETTING =
      Pattern.compile("[,:]? *\\(?(?:from|enable|not allowed as per) `[^`]*`(?: to allow)?");

  private JsonFaults() {}

  /** What is wrong, without a full stop. */
  public static String sentence(JsonProcessingException e) {
    String said = Objects.requireNonNullElse(e.getOriginalMessage(), "it cannot be read");
    if (said.startsWith("Trailing token")) {
      return "something follows after the end of the value";
    }
    return e instanceof JsonMappingException mapping ? misfit(mapping, said) : damage(said);
  }

  private static String damage(String said) {
    Matcher noNumber = NO_NUMBER.matcher(said);
    if (noNumber.matches()) {
      return noNumber.group(1) + " is no number in JSON";
    }
    if (said.contains("comment")) {
      return "it has a comment, and JSON has none";
    }
    return SETTING
        .matcher(OPENED.matcher(said).replaceAll("(opened in line $1)"))
        .replaceAll("")
        .strip();
  }

  private static String misfit(JsonMappingException e, String said) {
    String field = field(e.getPath());
    if (e instanceof UnrecognizedPropertyException unknown) {
      return "unknown field '%s'; there are %s"
          .formatted(
              field,
              unknown.getKnownPropertyIds().stream()
                  .map(String::valueOf)
                  .sorted()
                  .collect(Collectors.joining(", ")));
    }
    Matcher missing = MISSING.matcher(said);
    if (missing.matches()) {
      return missing.group(1) + " is missing";
    }
    if (e instanceof InvalidFormatException value) {
      return "%s is '%s'; it must be %s"
          .formatted(field, value.getValue(), kind(value.getTargetType()));
    }
    return field.isEmpty()
        ? "it is not of the kind that is read here"
        : field + " is of another kind than it must be";
  }

  /** The path to a field, as in {@code runs[2].measure}. */
  private static String field(List<JsonMappingException.Reference> path) {
    return path.stream()
        .map(
            step ->
                step.getFieldName() == null
                    ? "[" + step.getIndex() + "]"
                    : "." + step.getFieldName())
        .collect(Collectors.joining())
        .replaceFirst("^\\.", "");
  }

  private static String kind(Class<?> type) {
    if (type.isEnum()) {
      return "one of "
          + Arrays.stream(type.getEnumConstants())
              .map(String::valueOf)
              .collect(Collectors.joining(", "));
    }
    if (type == boolean.class || type == Boolean.class) {
      return "true or false";
    }
    boolean isWhole = List.of(int.class, long.class, Integer.class, Long.class).contains(type);
    return isWhole ? "a whole number" : "of another kind";
  }
}
