package org.outeffhop.experiment.result;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Writer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.outeffhop.naming.JsonFaults;

/** Results as JSON: the records' names in snake case. */
public final class ResultJson {
  private static final ObjectMapper JSON =
      new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);

  private ResultJson() {}

  /** A result as a tree. */
  public static ObjectNode tree(Object result) {
    return JSON.valueToTree(result);
  }

  /** A result as indented text. */
  public static String text(Object result) {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(result);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a result that cannot be JSON", e);
    }
  }

  /**
   * Begins to write a result whose last field is a list that is not there yet, as {@link #text}
   * does.
   *
   * @param result whose last field is left out
   * @param list the name of that field
   */
  public static JsonList list(Object result, String list, Writer out) throws IOException {
    JsonGenerator json = JSON.createGenerator(out).useDefaultPrettyPrinter();
    json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    json.writeStartObject();
    for (Map.Entry<String, JsonNode> field : tree(result).properties()) {
      if (!field.getKey().equals(list)) {
        json.writeFieldName(field.getKey());
        json.writeTree(field.getValue());
      }
    }
    json.writeArrayFieldStart(list);
    return new JsonList(json);
  }

  /** A result that is written while its list comes about. */
  public static final class JsonList {
    private final JsonGenerator json;

    private JsonList(JsonGenerator json) {
      this.json = json;
    }

    /** Writes one more element. */
    public void add(Object element) throws IOException {
      json.writeTree(tree(element));
    }

    /** Ends list and result; what is written to stays open. */
    public void end() throws IOException {
      json.writeEndArray();
      json.writeEndObject();
      json.close();
    }
  }

  /** Text as a tree. */
  public static JsonNode parsed(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no JSON: " + JsonFaults.sentence(e), e);
    }
  }

  /**
   * A result from its tree.
   *
   * @throws IllegalArgumentException if a field is missing, unknown or of another kind
   */
  public static <T> T read(JsonNode tree, Class<T> type) {
    try {
      return JSON.treeToValue(tree, type);
    } catch (JsonProcessingException e) {
      if (e.getCause() instanceof IllegalArgumentException refusal) {
        throw new IllegalArgumentException(refusal.getMessage(), e);
      }
      throw new IllegalArgumentException(
          "no " + type.getSimpleName() + ": " + JsonFaults.sentence(e), e);
    }
  }

  /** The fields of an object, in their order. */
  public static Map<String, Object> asMap(JsonNode object) {
    return JSON.convertValue(object, new TypeReference<LinkedHashMap<String, Object>>() {});
  }
}
