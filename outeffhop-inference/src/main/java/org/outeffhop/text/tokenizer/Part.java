package org.outeffhop.text.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A value in a {@code tokenizer.json}.
 *
 * @param file which messages name
 * @param path of the value in the file, such as {@code model.vocab}
 */
record Part(Path file, String path, JsonNode node) {
  private static final int SHOWN = 60;

  /** A field of an object; missing in everything else. */
  Part at(String field) {
    return new Part(file, path.isEmpty() ? field : path + "." + field, node.path(field));
  }

  /** Whether there is no such value, or {@code null}. */
  boolean isMissing() {
    return node.isMissingNode() || node.isNull();
  }

  /** The elements of a list. */
  List<Part> elements() {
    if (!node.isArray()) {
      throw wrong("it must be a list");
    }
    List<Part> elements = new ArrayList<>(node.size());
    for (int i = 0; i < node.size(); i++) {
      elements.add(new Part(file, path + "[" + i + "]", node.get(i)));
    }
    return elements;
  }

  String text() {
    if (!node.isTextual()) {
      throw wrong("it must be a text");
    }
    return node.textValue();
  }

  /** A whole number within bounds. */
  long whole(long least, long most) {
    if (!node.isIntegralNumber()
        || !node.canConvertToLong()
        || node.longValue() < least
        || node.longValue() > most) {
      throw wrong(
          String.format(Locale.ROOT, "it must be a whole number from %d to %d", least, most));
    }
    return node.longValue();
  }

  /** The {@code type} of an object, one of those given. */
  String type(List<String> known) {
    return at("type").choice(known);
  }

  /** One of some words. */
  String choice(List<String> known) {
    if (!known.contains(node.asText(""))) {
      throw wrong("it can be " + String.join(", ", known));
    }
    return node.asText();
  }

  /** Refuses what is not a text of one character. */
  void character() {
    if (text().codePointCount(0, text().length()) != 1) {
      throw wrong("it must be one character");
    }
  }

  /** The error for a value: the file, where, what it is, and what would be right. */
  IllegalArgumentException wrong(String right) {
    String value = node.isMissingNode() ? "missing" : node.toString();
    return new IllegalArgumentException(
        "%s: %s is %s; %s"
            .formatted(
                file,
                path,
                value.length() > SHOWN ? value.substring(0, SHOWN) + ".." : value,
                right));
  }
}
