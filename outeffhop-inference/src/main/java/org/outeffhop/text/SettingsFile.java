package org.outeffhop.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.outeffhop.files.JsonFile;

/**
 * A settings file of a model, whose fields are obeyed or refused by name; {@code null} counts as
 * missing.
 */
record SettingsFile(Path file, ObjectNode json) {
  static final long MAX_BYTES = 1L << 26;

  /** Reads one; a file that is not there has no fields. */
  static SettingsFile read(Path file) {
    return new SettingsFile(
        file,
        Files.exists(file)
            ? JsonFile.readObject(file, MAX_BYTES)
            : JsonNodeFactory.instance.objectNode());
  }

  private Optional<JsonNode> get(String name) {
    JsonNode value = json.path(name);
    return value.isMissingNode() || value.isNull() ? Optional.empty() : Optional.of(value);
  }

  boolean says(String name) {
    return get(name).isPresent();
  }

  boolean flag(String name, boolean absent) {
    Optional<JsonNode> value = get(name);
    if (value.isPresent() && !value.get().isBoolean()) {
      throw wrong(name, "it must be true or false");
    }
    return value.map(JsonNode::asBoolean).orElse(absent);
  }

  Optional<String> text(String name) {
    Optional<JsonNode> value = get(name);
    if (value.isPresent() && !value.get().isTextual()) {
      throw wrong(name, "it must be a text");
    }
    return value.map(JsonNode::asText);
  }

  /** A number of tokens; none where it is so large that it stands for no limit. */
  OptionalInt tokens(String name) {
    Optional<JsonNode> value = get(name);
    if (value.isEmpty()) {
      return OptionalInt.empty();
    }
    double number = value.get().isNumber() ? value.get().asDouble() : Double.NaN;
    if (!(number >= 1) || number != Math.rint(number)) {
      throw wrong(name, "it must be a whole number of at least 1");
    }
    return number > Integer.MAX_VALUE ? OptionalInt.empty() : OptionalInt.of((int) number);
  }

  /** Texts by name. */
  Map<String, String> texts(String name) {
    Map<String, String> texts = new TreeMap<>();
    JsonNode value = get(name).orElse(JsonNodeFactory.instance.objectNode());
    if (!value.isObject()) {
      throw wrong(name, "it must map names to texts");
    }
    for (Map.Entry<String, JsonNode> text : value.properties()) {
      if (!text.getValue().isTextual()) {
        throw wrong(name, "it must map names to texts");
      }
      texts.put(text.getKey(), text.getValue().asText());
    }
    return texts;
  }

  /** One of some words. */
  Optional<String> word(String name, Set<String> known) {
    Optional<String> value = text(name);
    if (value.isPresent() && !known.contains(value.get())) {
      throw wrong(name, "it can be " + String.join(", ", new TreeSet<>(known)));
    }
    return value;
  }

  /** Refuses what is said beyond some fields; what is off, empty or null says nothing. */
  void requireOnly(Set<String> known) {
    for (Map.Entry<String, JsonNode> field : json.properties()) {
      JsonNode value = field.getValue();
      boolean off =
          value.isNull()
              || value.isBoolean() && !value.asBoolean()
              || value.isContainerNode() && value.isEmpty();
      if (!off && !known.contains(field.getKey())) {
        throw wrong(field.getKey(), "this setting is not supported");
      }
    }
  }

  IllegalArgumentException wrong(String name, String right) {
    return new IllegalArgumentException(
        "%s: %s is %s; %s".formatted(file, name, json.path(name), right));
  }
}
