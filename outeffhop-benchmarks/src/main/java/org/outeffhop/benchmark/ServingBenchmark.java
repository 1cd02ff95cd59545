package org.outeffhop.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.outeffhop.inference.Encoder;
import org.outeffhop.inference.EncoderLimits;
import org.outeffhop.progress.Interruptions;
import org.outeffhop.progress.Progress;
import org.outeffhop.serving.EmbeddingServer;
import org.outeffhop.serving.ServerSettings;

/**
 * An exported encoder asked by several clients at once, one text a question: computed one text at a
 * time, with concurrent questions batched, and the latter over HTTP. The ways take turns.
 *
 * @param texts that are asked for in every round of every way, shared among its clients
 * @param clients numbers of clients
 * @param rounds that count, after one that does not
 */
public record ServingBenchmark(
    Path model,
    EncoderLimits limits,
    List<String> texts,
    List<Integer> clients,
    int rounds,
    Progress progress) {
  private static final double NANO = 1e-9;
  private static final double MILLI = 1e3;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Checks the numbers. */
  public ServingBenchmark {
    clients = Numbers.positive("clients", clients);
    if (rounds < 1 || texts.isEmpty()) {
      throw new IllegalArgumentException(
          "rounds is %d and texts %d; both must be at least 1".formatted(rounds, texts.size()));
    }
  }

  /** Asks for one text and waits for its vector. */
  private interface Way {
    void ask(String text) throws Exception;
  }

  /** What one way took: texts a second in every round, and seconds of every question. */
  private record Times(List<Double> rates, List<Double> latencies) {
    private static Times none() {
      return new Times(new ArrayList<>(), new ArrayList<>());
    }

    private static double quantile(List<Double> values, double part) {
      List<Double> sorted = values.stream().sorted().toList();
      return sorted.get((int) Math.min(sorted.size() - 1, Math.floor(part * sorted.size())));
    }
  }

  /**
   * Rows, and how far a text's vector depends on those it shares a batch with.
   *
   * @param difference the largest of any number of any vector, batched against alone
   */
  public record Result(List<ServingRow> rows, double difference) {}

  /** Measures. */
  public Result run() throws IOException {
    EncoderLimits single =
        new EncoderLimits(1, Duration.ZERO, limits.maxQueue(), limits.workers(), limits.threads());
    ServerSettings settings = ServerSettings.atPort(0);
    Encoder.BatchListener nobody = (batch, tokens, seconds) -> {};
    try (Encoder alone = Encoder.open(model, single, nobody, Progress.none());
        Encoder batched = Encoder.open(model, limits, nobody, Progress.none());
        EmbeddingServer server = EmbeddingServer.start(model, limits, settings, Progress.none())) {
      Map<String, Way> ways = new LinkedHashMap<>();
      ways.put("one text at a time", text -> alone.embed(List.of(text)));
      ways.put("batched", text -> batched.embed(List.of(text)));
      ways.put("batched, over HTTP", http(server));
      List<ServingRow> rows = new ArrayList<>();
      for (int count : clients) {
        rows.addAll(rows(count, ways));
      }
      return new Result(rows, difference(alone, batched));
    }
  }

  private static Way http(EmbeddingServer server) {
    HttpClient client = HttpClient.newHttpClient();
    URI address = URI.create("http://127.0.0.1:" + server.address().getPort() + "/v1/embeddings");
    return text -> {
      String body = JSON.writeValueAsString(Map.of("input", text, "encoding_format", "base64"));
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(address).POST(BodyPublishers.ofString(body)).build(),
              BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new IllegalStateException(response.statusCode() + ": " + response.body());
      }
    };
  }

  private List<ServingRow> rows(int count, Map<String, Way> ways) {
    Map<String, Times> times = new LinkedHashMap<>();
    ways.keySet().forEach(name -> times.put(name, Times.none()));
    for (int round = -1; round < rounds; round++) {
      for (Map.Entry<String, Way> way : ways.entrySet()) {
        Interruptions.check("benchmark");
        ask(count, way.getValue(), round < 0 ? Times.none() : times.get(way.getKey()));
      }
      progress.update(count + (count == 1 ? " client" : " clients"), round + 2L, rounds + 1L);
    }
    List<ServingRow> rows = new ArrayList<>();
    double[] first = {0};
    times.forEach(
        (name, taken) -> {
          double rate = Times.quantile(taken.rates(), 0.5);
          first[0] = rows.isEmpty() ? rate : first[0];
          rows.add(
              new ServingRow(
                  name,
                  count,
                  rate,
                  MILLI * Times.quantile(taken.latencies(), 0.5),
                  MILLI * Times.quantile(taken.latencies(), 0.99),
                  rate / first[0]));
        });
    return rows;
  }

  private void ask(int count, Way way, Times times) {
    ExecutorService threads = Executors.newFixedThreadPool(count);
    try {
      long start = System.nanoTime();
      List<Future<List<Double>>> answers = new ArrayList<>();
      for (int client = 0; client < count; client++) {
        int first = client;
        answers.add(threads.submit(() -> latencies(way, first, count)));
      }
      for (Future<List<Double>> answer : answers) {
        times.latencies().addAll(answer.get());
      }
      times.rates().add(texts.size() / ((System.nanoTime() - start) * NANO));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause().getMessage(), e);
    } finally {
      threads.shutdownNow();
    }
  }

  private List<Double> latencies(Way way, int first, int step) throws Exception {
    List<Double> seconds = new ArrayList<>();
    for (int text = first; text < texts.size(); text += step) {
      long start = System.nanoTime();
      way.ask(texts.get(text));
      seconds.add((System.nanoTime() - start) * NANO);
    }
    return seconds;
  }

  private double difference(Encoder alone, Encoder batched) {
    List<float[]> together = batched.embed(texts);
    double largest = 0;
    for (int text = 0; text < texts.size(); text++) {
      float[] one = alone.embed(List.of(texts.get(text))).get(0);
      float[] other = together.get(text);
      for (int i = 0; i < one.length; i++) {
        largest = Math.max(largest, Math.abs((double) one[i] - other[i]));
      }
    }
    return largest;
  }
}
