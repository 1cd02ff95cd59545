package org.outeffhop.serving;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.outeffhop.inference.Encoder;
import org.outeffhop.inference.EncoderLimits;
import org.outeffhop.inference.QueueFullException;
import org.outeffhop.progress.Progress;

/**
 * Embeddings over HTTP: {@code POST /v1/embeddings}, {@code POST /embed}, {@code GET /health} and
 * {@code GET /metrics}.
 */
public final class EmbeddingServer implements AutoCloseable {
  private static final int OK = 200;
  private static final int UNAUTHORIZED = 401;
  private static final int NOT_FOUND = 404;
  private static final int NOT_ALLOWED = 405;
  private static final int TOO_MANY = 429;
  private static final int FAILED = 500;
  private static final int UNAVAILABLE = 503;
  private static final int NOTHING = -1;

  private static final String JSON_TYPE = "application/json";
  private static final String TEXT_TYPE = "text/plain; version=0.0.4; charset=utf-8";
  private static final String BEARER = "Bearer ";
  private static final String HEAD = "HEAD";
  private static final String HEALTH = "/health";
  private static final String METRICS = "/metrics";

  /** Seconds that a client may take, which the JDK's server reads when its classes are loaded. */
  private static final String REQUEST_TIME = "sun.net.httpserver.maxReqTime";

  private static final String RESPONSE_TIME = "sun.net.httpserver.maxRspTime";

  /** Otherwise the kernel holds back an answer's body until its head is acknowledged, 40 ms. */
  private static final String NO_DELAY = "sun.net.httpserver.nodelay";

  private static final long TICK_MILLIS = 5;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ServerSettings settings;
  private final ServerMetrics metrics;
  private final Encoder encoder;
  private final HttpServer server;
  private final ExecutorService handlers;
  private final RequestRoom room;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean stopping;

  /** What a client is told. */
  private record Reply(int status, String type, byte[] body, Map<String, String> headers) {
    private static Reply json(int status, Object value, Map<String, String> headers)
        throws IOException {
      return new Reply(status, JSON_TYPE, JSON.writeValueAsBytes(value), headers);
    }

    private static Reply text(String text) {
      return new Reply(OK, TEXT_TYPE, text.getBytes(StandardCharsets.UTF_8), Map.of());
    }
  }

  private EmbeddingServer(
      ServerSettings settings, ServerMetrics metrics, Encoder encoder, HttpServer server) {
    this.settings = settings;
    this.metrics = metrics;
    this.encoder = encoder;
    this.server = server;
    room = new RequestRoom(settings.maxBody());
    handlers = Executors.newFixedThreadPool(settings.maxRequests());
  }

  /**
   * Opens a model and listens.
   *
   * @param model its file, or the folder that {@code export} or {@code convert} wrote
   * @throws IllegalArgumentException if the model does not embed texts, or the address cannot be
   *     listened at
   */
  public static EmbeddingServer start(
      Path model, EncoderLimits limits, ServerSettings settings, Progress progress)
      throws IOException {
    configure(settings);
    HttpServer server = bound(settings);
    ServerMetrics metrics = new ServerMetrics();
    try {
      Encoder encoder = Encoder.open(model, limits, metrics, progress);
      EmbeddingServer started = new EmbeddingServer(settings, metrics, encoder, server);
      server.createContext("/", started::handle);
      server.setExecutor(started.handlers);
      server.start();
      return started;
    } catch (IOException | RuntimeException e) {
      server.stop(0);
      throw e;
    }
  }

  /** What the JDK's server knows as properties of the system alone; those that are set stay. */
  private static void configure(ServerSettings settings) {
    String seconds = Long.toString(Math.max(1, settings.patience().toSeconds()));
    Map.of(REQUEST_TIME, seconds, RESPONSE_TIME, seconds, NO_DELAY, "true")
        .forEach(
            (name, value) -> {
              if (System.getProperty(name) == null) {
                System.setProperty(name, value);
              }
            });
  }

  private static HttpServer bound(ServerSettings settings) {
    try {
      InetAddress address = InetAddress.getByName(settings.host());
      return HttpServer.create(new InetSocketAddress(address, settings.port()), 0);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("there is no host '" + settings.host() + "'", e);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "cannot listen at %s, port %d: %s",
              settings.host(),
              settings.port(),
              e.getMessage()),
          e);
    }
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  /** The model. */
  public Encoder encoder() {
    return encoder;
  }

  /** What clients are told that the model is called: the name of its folder. */
  public String modelName() {
    return encoder.file().toAbsolutePath().normalize().getParent().getFileName().toString();
  }

  private void handle(HttpExchange exchange) {
    long start = System.nanoTime();
    metrics.begun();
    String path = exchange.getRequestURI().getPath();
    Optional<Dialect> dialect =
        Arrays.stream(Dialect.values()).filter(one -> one.path().equals(path)).findFirst();
    boolean known = dialect.isPresent() || HEALTH.equals(path) || METRICS.equals(path);
    try (exchange) {
      Reply reply = reply(exchange, path, dialect);
      double seconds = (System.nanoTime() - start) * 1e-9;
      metrics.answered(known ? path : "other", reply.status(), seconds);
      send(exchange, reply);
    } catch (IOException gone) {
      // The client is gone: nobody is left to be told.
    } finally {
      metrics.ended();
    }
  }

  private Reply reply(HttpExchange exchange, String path, Optional<Dialect> dialect)
      throws IOException {
    try {
      requireToken(exchange, path);
      if (dialect.isPresent()) {
        requireMethod(exchange, "POST");
        return answer(exchange, dialect.get());
      }
      requireKnown(path);
      requireMethod(exchange, "GET");
      return path.equals(METRICS) ? Reply.text(metrics.text(encoder::queued)) : health();
    } catch (RefusedException e) {
      return error(dialect, e.status(), e.getMessage());
    } catch (QueueFullException e) {
      return error(dialect, TOO_MANY, e.getMessage());
    } catch (IllegalArgumentException e) {
      return error(dialect, EmbeddingRequest.BAD_REQUEST, e.getMessage());
    } catch (IllegalStateException e) {
      return error(dialect, UNAVAILABLE, e.getMessage());
    } catch (RuntimeException | Error e) {
      return error(dialect, FAILED, "the server failed: " + e);
    }
  }

  private Reply answer(HttpExchange exchange, Dialect dialect) throws IOException {
    try (RequestRoom.Place place = room.place()) {
      EmbeddingRequest request = request(exchange, place);
      if (stopping) {
        throw new RefusedException(UNAVAILABLE, "the server is stopping");
      }
      Object answer = dialect.answer(request, encoder, modelName(), settings.maxInputs());
      return Reply.json(OK, answer, Map.of());
    }
  }

  private Reply health() throws IOException {
    return Reply.json(
        stopping ? UNAVAILABLE : OK,
        Map.of("status", stopping ? "stopping" : "ok", "model", modelName()),
        Map.of());
  }

  private static Reply error(Optional<Dialect> dialect, int status, String message)
      throws IOException {
    Map<String, String> headers =
        switch (status) {
          case UNAUTHORIZED -> Map.of("WWW-Authenticate", "Bearer");
          case TOO_MANY, UNAVAILABLE -> Map.of("Retry-After", "1");
          default -> Map.of();
        };
    return Reply.json(status, dialect.orElse(Dialect.OPENAI).error(status, message), headers);
  }

  private void requireToken(HttpExchange exchange, String path) {
    if (settings.token().isEmpty() || path.equals(HEALTH)) {
      return;
    }
    String given = exchange.getRequestHeaders().getFirst("Authorization");
    byte[] wanted = settings.token().get().getBytes(StandardCharsets.UTF_8);
    if (given == null
        || !given.regionMatches(true, 0, BEARER, 0, BEARER.length())
        || !MessageDigest.isEqual(
            wanted, given.substring(BEARER.length()).strip().getBytes(StandardCharsets.UTF_8))) {
      throw new RefusedException(
          UNAUTHORIZED, "this server wants its token: Authorization: Bearer TOKEN");
    }
  }

  private static void requireKnown(String path) {
    if (!path.equals(HEALTH) && !path.equals(METRICS)) {
      throw new RefusedException(
          NOT_FOUND,
          "there is no %s here; there are POST /v1/embeddings, POST /embed, GET /health and GET /metrics"
              .formatted(path));
    }
  }

  private static void requireMethod(HttpExchange exchange, String method) {
    boolean asked = method.equals("GET") && exchange.getRequestMethod().equals(HEAD);
    if (!asked && !exchange.getRequestMethod().equals(method)) {
      exchange.getResponseHeaders().set("Allow", method);
      throw new RefusedException(
          NOT_ALLOWED,
          "the method is %s; it must be %s".formatted(exchange.getRequestMethod(), method));
    }
  }

  private EmbeddingRequest request(HttpExchange exchange, RequestRoom.Place place)
      throws IOException {
    String said = exchange.getRequestHeaders().getFirst("Content-Length");
    if (said != null && said.length() < 19 && Long.parseLong(said) > settings.maxBody()) {
      throw RequestRoom.tooLarge(settings.maxBody());
    }
    return EmbeddingRequest.read(place.read(exchange.getRequestBody()), settings.maxInputs());
  }

  private static void send(HttpExchange exchange, Reply reply) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", reply.type());
    reply.headers().forEach(exchange.getResponseHeaders()::set);
    boolean head = exchange.getRequestMethod().equals(HEAD);
    exchange.sendResponseHeaders(reply.status(), head ? NOTHING : reply.body().length);
    if (!head) {
      exchange.getResponseBody().write(reply.body());
    }
  }

  /** Waits until the server is closed. */
  public void await() throws InterruptedException {
    closed.await();
  }

  /** Refuses what comes later, finishes what it has, for as long as clients may take, and ends. */
  @Override
  public synchronized void close() {
    if (stopping) {
      return;
    }
    stopping = true;
    encoder.close();
    long latest = System.nanoTime() + settings.patience().toNanos();
    boolean interrupted = false;
    while (metrics.active() > 0 && System.nanoTime() < latest) {
      try {
        TimeUnit.MILLISECONDS.sleep(TICK_MILLIS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    server.stop(0);
    handlers.shutdownNow();
    closed.countDown();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
