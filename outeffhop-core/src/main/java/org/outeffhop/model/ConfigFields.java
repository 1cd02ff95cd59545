package org.outeffhop.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.hopfield.AttentionVariant;
import org.outeffhop.hopfield.GateKind;
import org.outeffhop.hopfield.NoOpClassifier;

/** The fields of a {@code config.json}; an error names the file, the field and its value. */
final class ConfigFields {
  private static final String METHOD = "attention_method";
  private static final String TYPE = "model_type";

  private final Path file;
  private final ObjectNode fields;
  private final Optional<AttentionMethod> method;
  private final String prefix;

  private ConfigFields(
      Path file, String prefix, ObjectNode fields, Optional<AttentionMethod> method) {
    this.file = file;
    this.prefix = prefix;
    this.fields = fields;
    this.method = method;
  }

  static ConfigFields of(ConfigFile file, Optional<AttentionMethod> method) {
    return new ConfigFields(file.file(), "", file.fields(), method);
  }

  /** The fields of an object within this one, or nothing where it is absent. */
  Optional<ConfigFields> object(String field) {
    JsonNode value = value(field);
    if (value.isMissingNode()) {
      return Optional.empty();
    }
    if (value instanceof ObjectNode inner) {
      return Optional.of(new ConfigFields(file, prefix + field + ".", inner, method));
    }
    throw wrong(field, "it must be an object or null");
  }

  /** The texts of fields that are called 0, 1, 2 and so on, in that order. */
  List<String> numbered() {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < fields.size(); i++) {
      String field = String.valueOf(i);
      if (!value(field).isTextual()) {
        throw wrong(field, "it must be the name of one of the " + fields.size() + " classes");
      }
      texts.add(text(field));
    }
    return texts;
  }

  boolean has(String field) {
    return !value(field).isMissingNode();
  }

  String text(String field) {
    return value(field).asText();
  }

  /** A config made from these fields, with the file named in what its own checks refuse. */
  <C> C checked(Function<ConfigFields, C> config) {
    try {
      return config.apply(this);
    } catch (FieldException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  ModelType modelType() {
    try {
      return ModelType.of(text(TYPE));
    } catch (IllegalArgumentException e) {
      throw wrong(TYPE, "it can be " + ModelType.list(type -> true));
    }
  }

  /** What Hugging Face's class is called, or nothing where the file does not say it. */
  String architecture() {
    return value("architectures").path(0).asText();
  }

  int size(String field) {
    JsonNode value = value(field);
    if (!value.isIntegralNumber() || !value.canConvertToInt() || value.asInt() < 1) {
      throw wrong(field, "it must be a whole number from 1 to " + Integer.MAX_VALUE);
    }
    return value.asInt();
  }

  int count(String field, int absent) {
    JsonNode value = value(field);
    if (value.isMissingNode()) {
      return absent;
    }
    if (!value.isIntegralNumber() || !value.canConvertToInt() || value.asInt() < 0) {
      throw wrong(field, "it must be a whole number from 0 to " + Integer.MAX_VALUE);
    }
    return value.asInt();
  }

  int size(String field, int absent) {
    return value(field).isMissingNode() ? absent : size(field);
  }

  double number(String field) {
    if (!has(field)) {
      throw wrong(field, "it must be a number");
    }
    return number(field, 0);
  }

  double number(String field, double absent) {
    JsonNode value = value(field);
    if (!value.isMissingNode() && !value.isNumber()) {
      throw wrong(field, "it must be a number");
    }
    return value.asDouble(absent);
  }

  boolean flag(String field, boolean absent) {
    JsonNode value = value(field);
    if (!value.isMissingNode() && !value.isBoolean()) {
      throw wrong(field, "it must be true or false");
    }
    return value.asBoolean(absent);
  }

  <T> T parsed(String field, T absent, Function<String, T> parser) {
    JsonNode value = value(field);
    if (value.isMissingNode()) {
      return absent;
    }
    try {
      return parser.apply(value.asText());
    } catch (IllegalArgumentException e) {
      throw wrong(field, e.getMessage());
    }
  }

  /** Refuses a setting that the models do not have. */
  void require(String field, String only) {
    requireEqual(field, TextNode.valueOf(only));
  }

  /** Refuses a setting that the models do not have. */
  void require(String field, boolean only) {
    requireEqual(field, BooleanNode.valueOf(only));
  }

  private void requireEqual(String field, JsonNode only) {
    JsonNode value = value(field);
    if (!value.isMissingNode() && !value.equals(only)) {
      throw wrong(field, "only " + only + " is supported");
    }
  }

  boolean namesAttention() {
    return !value(METHOD).isMissingNode();
  }

  /** The attention that the file says, or the one that was given, or vanilla. */
  AttentionConfig attention(Function<AttentionMethod, AttentionConfig> settings) {
    AttentionMethod absent = method.orElse(AttentionMethod.VANILLA);
    AttentionMethod said = parsed(METHOD, absent, AttentionMethod::of);
    if (method.isPresent() && said != absent) {
      throw wrong(METHOD, "but " + absent + " was asked for; leave that out");
    }
    AttentionConfig usual = settings.apply(said);
    return new AttentionConfig(
        said,
        number("attention_gamma", usual.gamma()),
        number(AttentionConfig.ETA, AttentionConfig.USUAL_ETA),
        parsed("attention_gate", usual.gate(), ConfigFields::gate),
        number("attention_gate_bias", usual.gateBias()),
        parsed(
            AttentionConfig.NO_OP_CLASSIFIER,
            usual.noOpClassifier(),
            name -> new AttentionVariant(said, NoOpClassifier.of(name)).classifier()));
  }

  private static GateKind gate(String name) {
    for (GateKind kind : GateKind.values()) {
      if (kind.name().toLowerCase(Locale.ROOT).equals(name)) {
        return kind;
      }
    }
    throw new IllegalArgumentException(
        "it can be one of " + Arrays.toString(GateKind.values()).toLowerCase(Locale.ROOT));
  }

  /** {@code null} counts as absent, as in Hugging Face's files. */
  private JsonNode value(String field) {
    JsonNode value = fields.path(field);
    return value.isNull() ? MissingNode.getInstance() : value;
  }

  FieldException wrong(String field, String right) {
    JsonNode value = value(field);
    String given = value.isMissingNode() ? "missing" : value.toString();
    return new FieldException(
        file
            + ": "
            + prefix
            + field
            + " is "
            + (given.length() > 100 ? given.substring(0, 100) + ".." : given)
            + "; "
            + right);
  }

  /** An error that names its file already. */
  static final class FieldException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    FieldException(String message) {
      super(message);
    }
  }
}
