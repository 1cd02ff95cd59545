package org.outeffhop.serving;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.outeffhop.inference.Encoder;
import org.outeffhop.inference.Truncation;

/** How clients of one kind ask for embeddings, and what answers and errors look like to them. */
enum Dialect {
  /** {@code POST /v1/embeddings} as OpenAI's clients send it. */
  OPENAI("/v1/embeddings") {
    @Override
    Object answer(EmbeddingRequest request, Encoder encoder, String model, int most) {
      List<String> texts = request.texts("input", most);
      boolean base64 = request.word("encoding_format", List.of("float", "base64")).equals("base64");
      request.requireNumber("dimensions", encoder.width());
      Encoder.Embeddings embeddings = encoder.embed(texts, Truncation.MODEL);
      ObjectNode answer = NODES.objectNode().put("object", "list");
      ArrayNode data = answer.putArray("data");
      for (float[] vector : embeddings.vectors()) {
        ObjectNode row = data.addObject().put("object", "embedding").put("index", data.size() - 1);
        if (base64) {
          row.put("embedding", base64(vector));
        } else {
          row.set("embedding", array(vector));
        }
      }
      answer.put("model", model);
      answer
          .putObject("usage")
          .put("prompt_tokens", embeddings.tokens())
          .put("total_tokens", embeddings.tokens());
      return answer;
    }

    @Override
    Object error(int status, String message) {
      ObjectNode error = NODES.objectNode();
      error
          .putObject("error")
          .put("message", message)
          .put("type", KINDS.getOrDefault(status, "invalid_request_error"))
          .putNull("param")
          .putNull("code");
      return error;
    }
  },

  /** {@code POST /embed} as text-embeddings-inference's clients send it. */
  TEXT_EMBEDDINGS_INFERENCE("/embed") {
    @Override
    Object answer(EmbeddingRequest request, Encoder encoder, String model, int most) {
      List<String> texts = request.texts("inputs", most);
      boolean normalize = request.flag("normalize").orElse(true);
      Encoder.Embeddings embeddings = encoder.embed(texts, truncation(request, encoder));
      ArrayNode answer = NODES.arrayNode();
      for (float[] vector : embeddings.vectors()) {
        answer.add(array(normalize ? normalized(vector) : vector));
      }
      return answer;
    }

    private Truncation truncation(EmbeddingRequest request, Encoder encoder) {
      return request
          .flag("truncate")
          .map(cut -> cut ? Truncation.parse("" + encoder.longest()) : Truncation.NONE)
          .orElse(Truncation.MODEL);
    }

    @Override
    Object error(int status, String message) {
      return NODES
          .objectNode()
          .put("error", message)
          .put("error_type", TYPES.getOrDefault(status, "Validation"));
    }
  };

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** OpenAI's words for statuses; all others are an invalid request. */
  private static final Map<Integer, String> KINDS =
      Map.of(
          401, "authentication_error",
          429, "rate_limit_error",
          500, "server_error",
          503, "server_error");

  /** The words of text-embeddings-inference; all others are a failed validation. */
  private static final Map<Integer, String> TYPES =
      Map.of(401, "Unauthorized", 429, "Overloaded", 500, "Backend", 503, "Unhealthy");

  private final String path;

  Dialect(String path) {
    this.path = path;
  }

  String path() {
    return path;
  }

  /**
   * The answer to a request, as JSON.
   *
   * @param most texts
   * @throws RefusedException if a field is wrong
   */
  abstract Object answer(EmbeddingRequest request, Encoder encoder, String model, int most);

  /** An error, as JSON. */
  abstract Object error(int status, String message);

  private static ArrayNode array(float[] vector) {
    ArrayNode array = NODES.arrayNode(vector.length);
    for (float value : vector) {
      array.add(value);
    }
    return array;
  }

  private static float[] normalized(float[] vector) {
    double sum = 0;
    for (float value : vector) {
      sum += (double) value * value;
    }
    double length = Math.max(Math.sqrt(sum), Float.MIN_NORMAL);
    float[] unit = new float[vector.length];
    for (int i = 0; i < unit.length; i++) {
      unit[i] = (float) (vector[i] / length);
    }
    return unit;
  }

  /** Float32 in little-endian order, as OpenAI's clients read it. */
  private static String base64(float[] vector) {
    ByteBuffer bytes =
        ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(vector);
    return Base64.getEncoder().encodeToString(bytes.array());
  }
}
