package org.outeffhop.experiment.result;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;

/** Results as JSON: the records' names in snake case. */
public final class ResultJson {
  private static final ObjectMapper JSON =
      new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);

  private ResultJson() {}

  /** A result as a tree. */
  public static JsonNode tree(Object result) {
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
}
