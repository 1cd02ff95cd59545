package org.outeffhop.serving;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.outeffhop.files.JsonFile;

/** The fields of a request's body. */
record EmbeddingRequest(JsonNode body) {
  static final int BAD_REQUEST = 400;
  static final int TOO_LARGE = 413;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** Values of a body beside its texts, at most. */
  private static final int OTHER_VALUES = 1000;

  /**
   * Reads a body.
   *
   * @param mostTexts a body of many more values is refused before they are kept
   */
  static EmbeddingRequest read(byte[] bytes, int mostTexts) {
    JsonNode body;
    try {
      requireFew(bytes, mostTexts);
      body = JSON.readTree(bytes);
    } catch (JsonProcessingException e) {
      throw new RefusedException(BAD_REQUEST, "the body is not JSON: " + JsonFile.reason(e));
    } catch (IOException e) {
      throw new RefusedException(BAD_REQUEST, "the body is not JSON: " + e.getMessage());
    }
    if (!body.isObject()) {
      throw new RefusedException(BAD_REQUEST, "the body must be a JSON object");
    }
    return new EmbeddingRequest(body);
  }

  private static void requireFew(byte[] bytes, int mostTexts) throws IOException {
    long values = 0;
    try (JsonParser parser = JSON.createParser(bytes)) {
      while (parser.nextToken() != null) {
        values += parser.currentToken().isScalarValue() ? 1 : 0;
        if (values > (long) mostTexts + OTHER_VALUES) {
          throw new RefusedException(
              TOO_LARGE,
              "the body has more than %d values; the limit is %d texts"
                  .formatted(mostTexts + OTHER_VALUES, mostTexts));
        }
      }
    }
  }

  /** One text or a list of texts. */
  List<String> texts(String field, int most) {
    JsonNode value = body.path(field);
    if (value.isTextual()) {
      return List.of(value.asText());
    }
    if (!value.isArray() || value.isEmpty()) {
      throw new RefusedException(
          BAD_REQUEST,
          "%s is %s; it must be a text or a list of at least one text"
              .formatted(field, shown(value)));
    }
    if (value.size() > most) {
      throw new RefusedException(
          TOO_LARGE, "%s has %d texts; the limit is %d".formatted(field, value.size(), most));
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode text : value) {
      if (!text.isTextual()) {
        throw new RefusedException(
            BAD_REQUEST,
            "%s[%d] is %s; it must be a text".formatted(field, texts.size(), shown(text)));
      }
      texts.add(text.asText());
    }
    return texts;
  }

  /** A switch; empty if it is not given or null. */
  Optional<Boolean> flag(String field) {
    JsonNode value = body.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isBoolean()) {
      throw new RefusedException(
          BAD_REQUEST, "%s is %s; it must be true or false".formatted(field, shown(value)));
    }
    return Optional.of(value.asBoolean());
  }

  /** One of some words; the first of them if it is not given or null. */
  String word(String field, List<String> words) {
    JsonNode value = body.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return words.get(0);
    }
    if (!value.isTextual() || !words.contains(value.asText())) {
      throw new RefusedException(
          BAD_REQUEST,
          "%s is %s; it must be %s".formatted(field, shown(value), String.join(" or ", words)));
    }
    return value.asText();
  }

  /** Requires a number to be what the model has, if it is given. */
  void requireNumber(String field, int has) {
    JsonNode value = body.path(field);
    if (!value.isMissingNode() && !value.isNull() && !(value.isInt() && value.asInt() == has)) {
      throw new RefusedException(
          BAD_REQUEST,
          "%s is %s; this model has %d and no other number".formatted(field, shown(value), has));
    }
  }

  private static String shown(JsonNode value) {
    if (value.isMissingNode()) {
      return "missing";
    }
    String text = value.toString();
    return text.length() > 40 ? text.substring(0, 40) + ".." : text;
  }
}
