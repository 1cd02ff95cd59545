package org.outeffhop.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.inference.EncoderLimits;
import org.outeffhop.inference.SmallEncoder;
import org.outeffhop.progress.Progress;

/** A server on loopback, asked as clients ask it, and as they should not. */
class EmbeddingServerTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final EncoderLimits LIMITS = new EncoderLimits(8, Duration.ZERO, 4, 1, 1);

  private final HttpClient client = HttpClient.newHttpClient();
  private EmbeddingServer server;

  private void start(EncoderLimits limits, Optional<String> token) throws IOException {
    ServerSettings settings =
        new ServerSettings("127.0.0.1", 0, 2000, 5, 4, Duration.ofSeconds(30), token);
    server = EmbeddingServer.start(SmallEncoder.folder(), limits, settings, Progress.none());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(
        URI.create("http://127.0.0.1:" + server.address().getPort() + path));
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    return client.send(request, BodyHandlers.ofString(StandardCharsets.UTF_8));
  }

  private HttpResponse<String> post(String path, String body)
      throws IOException, InterruptedException {
    return send(to(path).POST(BodyPublishers.ofString(body)).build());
  }

  private void requireError(int status, String message, HttpResponse<String> response)
      throws IOException {
    assertEquals(status, response.statusCode(), response.body());
    JsonNode error = JSON.readTree(response.body()).path("error");
    assertEquals(message, error.isTextual() ? error.asText() : error.path("message").asText());
  }

  private static void requireVector(int text, JsonNode vector) {
    assertEquals(8, vector.size());
    for (int i = 0; i < 8; i++) {
      assertEquals(SmallEncoder.VECTORS[text][i], vector.get(i).asDouble(), 1e-6);
    }
  }

  @Test
  void openAiClientsGetTheirAnswer() throws Exception {
    start(LIMITS, Optional.empty());
    HttpResponse<String> response =
        post(
            "/v1/embeddings",
            "{\"model\": \"any\", \"input\": [\"one two three\", \"four\"], \"user\": \"u\"}");
    assertEquals(200, response.statusCode());
    assertEquals("application/json", response.headers().firstValue("Content-Type").orElseThrow());
    JsonNode answer = JSON.readTree(response.body());
    assertEquals("list", answer.path("object").asText());
    assertEquals("encoder", answer.path("model").asText());
    assertEquals(8, answer.path("usage").path("prompt_tokens").asInt());
    assertEquals(2, answer.path("data").size());
    for (int text = 0; text < 2; text++) {
      JsonNode row = answer.path("data").get(text);
      assertEquals("embedding", row.path("object").asText());
      assertEquals(text, row.path("index").asInt());
      requireVector(text, row.path("embedding"));
    }
  }

  @Test
  void base64IsLittleEndianFloat32() throws Exception {
    start(LIMITS, Optional.empty());
    JsonNode answer =
        JSON.readTree(
            post("/v1/embeddings", "{\"input\": \"four\", \"encoding_format\": \"base64\"}")
                .body());
    byte[] bytes =
        Base64.getDecoder().decode(answer.path("data").get(0).path("embedding").asText());
    assertEquals(32, bytes.length);
    for (int i = 0; i < 8; i++) {
      float value = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getFloat(4 * i);
      assertEquals(SmallEncoder.VECTORS[1][i], value, 1e-6);
    }
  }

  @Test
  void textEmbeddingsInferencesClientsGetTheirs() throws Exception {
    start(LIMITS, Optional.empty());
    JsonNode answer =
        JSON.readTree(
            post("/embed", "{\"inputs\": [\"four\", \"one two three\"], \"normalize\": true}")
                .body());
    requireVector(1, answer.get(0));
    requireVector(0, answer.get(1));
    String longText = "one ".repeat(20);
    assertEquals(
        200, post("/embed", "{\"inputs\": \"" + longText + "\", \"truncate\": true}").statusCode());
    HttpResponse<String> refused =
        post("/embed", "{\"inputs\": \"" + longText + "\", \"truncate\": false}");
    assertEquals(400, refused.statusCode());
    assertEquals("Validation", JSON.readTree(refused.body()).path("error_type").asText());
  }

  @Test
  void wrongRequestsAreToldWhatIsWrong() throws Exception {
    start(LIMITS, Optional.empty());
    String path = "/v1/embeddings";
    assertTrue(post(path, "{\"input\": ").body().contains("the body is not JSON: "));
    requireError(400, "the body must be a JSON object", post(path, "[]"));
    requireError(
        400,
        "input is missing; it must be a text or a list of at least one text",
        post(path, "{\"inputs\": \"a\"}"));
    requireError(400, "input[1] is 3; it must be a text", post(path, "{\"input\": [\"one\", 3]}"));
    requireError(
        400,
        "encoding_format is \"hex\"; it must be float or base64",
        post(path, "{\"input\": \"one\", \"encoding_format\": \"hex\"}"));
    requireError(
        400,
        "dimensions is 4; this model has 8 and no other number",
        post(path, "{\"input\": \"one\", \"dimensions\": 4}"));
    requireError(
        400,
        "normalize is 1; it must be true or false",
        post("/embed", "{\"inputs\": \"one\", \"normalize\": 1}"));
    requireError(
        413,
        "input has 6 texts; the limit is 5",
        post(path, "{\"input\": [\"\", \"\", \"\", \"\", \"\", \"\"]}"));
    requireError(413, "the body has more than 2000 bytes, the limit", post(path, " ".repeat(3000)));
    requireError(
        429,
        "0 texts wait and 5 came; the queue takes 4: try again later",
        post(path, "{\"input\": [\"\", \"\", \"\", \"\", \"\"]}"));
    HttpResponse<String> wrongMethod = send(to(path).GET().build());
    requireError(405, "the method is GET; it must be POST", wrongMethod);
    assertEquals("POST", wrongMethod.headers().firstValue("Allow").orElseThrow());
    requireError(
        404,
        "there is no /v2 here; there are POST /v1/embeddings, POST /embed, GET /health and GET /metrics",
        post("/v2", "{}"));
    assertEquals(200, post(path, "{\"input\": \"one\"}").statusCode());
  }

  @Test
  void metricsCountWhatWasAnswered() throws Exception {
    start(LIMITS, Optional.empty());
    post("/embed", "{\"inputs\": [\"one\", \"two\"]}");
    post("/embed", "{}");
    HttpResponse<String> health = send(to("/health").GET().build());
    assertEquals("ok", JSON.readTree(health.body()).path("status").asText());
    assertEquals("encoder", JSON.readTree(health.body()).path("model").asText());
    String metrics = send(to("/metrics").GET().build()).body();
    for (String line :
        new String[] {
          "outeffhop_requests_total{path=\"/embed\",status=\"200\"} 1",
          "outeffhop_requests_total{path=\"/embed\",status=\"400\"} 1",
          "outeffhop_request_seconds_count{path=\"/embed\"} 2",
          "outeffhop_batch_texts_sum 2",
          "outeffhop_tokens_total 6",
          "outeffhop_queue_texts 0",
        }) {
      assertTrue(metrics.contains(line + "\n"), metrics);
    }
  }

  @Test
  void aTokenIsAskedFor(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("token"), "s3cret\n");
    start(LIMITS, Optional.of(ServerSettings.token(file)));
    String body = "{\"inputs\": \"one\"}";
    HttpResponse<String> refused = post("/embed", body);
    requireError(401, "this server wants its token: Authorization: Bearer TOKEN", refused);
    assertEquals("Bearer", refused.headers().firstValue("WWW-Authenticate").orElseThrow());
    HttpRequest.Builder request = to("/embed").POST(BodyPublishers.ofString(body));
    assertEquals(
        401, send(request.copy().header("Authorization", "Bearer other").build()).statusCode());
    assertEquals(
        200, send(request.copy().header("Authorization", "Bearer s3cret").build()).statusCode());
    assertEquals(
        200, send(request.copy().header("Authorization", "bearer s3cret").build()).statusCode());
    HttpRequest probe = to("/health").method("HEAD", BodyPublishers.noBody()).build();
    assertEquals(200, send(probe).statusCode());
    assertEquals("", send(probe).body());
    assertEquals(200, send(to("/health").GET().build()).statusCode());
    Path empty = Files.writeString(folder.resolve("empty"), "two words");
    assertThrows(IllegalArgumentException.class, () -> ServerSettings.token(empty));
  }

  /** What half a request leaves open, and what its client does not read, keeps no one else. */
  @Test
  void clientsThatLeaveDisturbNobody() throws Exception {
    start(LIMITS, Optional.empty());
    for (int i = 0; i < 3; i++) {
      try (Socket socket = new Socket("127.0.0.1", server.address().getPort())) {
        OutputStream out = socket.getOutputStream();
        out.write(
            "POST /embed HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n{\"inputs\""
                .getBytes(StandardCharsets.US_ASCII));
        out.flush();
      }
    }
    JsonNode answer = JSON.readTree(post("/embed", "{\"inputs\": \"four\"}").body());
    requireVector(1, answer.get(0));
  }

  @Test
  void closingFinishesWhatWasAccepted() throws Exception {
    start(new EncoderLimits(8, Duration.ofMinutes(1), 8, 1, 1), Optional.empty());
    CompletableFuture<HttpResponse<String>> accepted =
        client.sendAsync(
            to("/embed").POST(BodyPublishers.ofString("{\"inputs\": \"four\"}")).build(),
            BodyHandlers.ofString());
    while (server.encoder().queued() == 0) {
      Thread.onSpinWait();
    }
    HttpRequest later = to("/embed").POST(BodyPublishers.ofString("{}")).build();
    server.close();
    requireVector(1, JSON.readTree(accepted.get().body()).get(0));
    assertThrows(
        ConnectException.class,
        () -> HttpClient.newHttpClient().send(later, BodyHandlers.ofString()));
  }

  @Test
  void aPortThatIsTakenIsSaid() throws Exception {
    start(LIMITS, Optional.empty());
    int port = server.address().getPort();
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    EmbeddingServer.start(
                        SmallEncoder.folder(),
                        LIMITS,
                        ServerSettings.atPort(port),
                        Progress.none()))
            .getMessage();
    assertTrue(message.startsWith("cannot listen at 127.0.0.1, port " + port + ": "), message);
  }
}
