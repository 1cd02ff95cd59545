package org.outeffhop.serving;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;
import org.outeffhop.inference.Encoder;

/** What a server has done so far, in Prometheus' text format. */
final class ServerMetrics implements Encoder.BatchListener {
  private static final double[] SECONDS = {
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10
  };
  private static final double[] TEXTS = {1, 2, 4, 8, 16, 32, 64, 128};

  private final Map<String, LongAdder> requests = new ConcurrentSkipListMap<>();
  private final Map<String, Histogram> latencies = new ConcurrentSkipListMap<>();
  private final Histogram batches = new Histogram(TEXTS);
  private final Histogram computing = new Histogram(SECONDS);
  private final LongAdder tokens = new LongAdder();
  private final AtomicInteger active = new AtomicInteger();

  /** Counts of values up to bounds, their sum and number. */
  private static final class Histogram {
    private final double[] bounds;
    private final long[] counts;
    private long count;
    private double sum;

    private Histogram(double[] bounds) {
      this.bounds = bounds;
      counts = new long[bounds.length];
    }

    private synchronized void add(double value) {
      for (int i = 0; i < bounds.length; i++) {
        counts[i] += value <= bounds[i] ? 1 : 0;
      }
      count++;
      sum += value;
    }

    private synchronized void write(StringBuilder out, String name, String labels) {
      String comma = labels.isEmpty() ? "" : labels + ",";
      for (int i = 0; i < bounds.length; i++) {
        line(out, name + "_bucket{" + comma + "le=\"" + number(bounds[i]) + "\"}", counts[i]);
      }
      line(out, name + "_bucket{" + comma + "le=\"+Inf\"}", count);
      String braces = labels.isEmpty() ? "" : "{" + labels + "}";
      line(out, name + "_sum" + braces, sum);
      line(out, name + "_count" + braces, count);
    }
  }

  @Override
  public void computed(int texts, long batchTokens, double seconds) {
    batches.add(texts);
    computing.add(seconds);
    tokens.add(batchTokens);
  }

  /** A request has come. */
  void begun() {
    active.incrementAndGet();
  }

  /** A request was answered, or its client is gone. */
  void ended() {
    active.decrementAndGet();
  }

  /** Requests under way. */
  int active() {
    return active.get();
  }

  /** A request got an answer. */
  void answered(String path, int status, double seconds) {
    String labels = "path=\"" + path + "\",status=\"" + status + "\"";
    requests.computeIfAbsent(labels, key -> new LongAdder()).increment();
    latencies.computeIfAbsent("path=\"" + path + "\"", key -> new Histogram(SECONDS)).add(seconds);
  }

  /** All of it. */
  String text(IntSupplier queued) {
    StringBuilder out = new StringBuilder();
    describe(out, "outeffhop_requests_total", "counter", "Requests by path and status.");
    new TreeMap<>(requests)
        .forEach(
            (labels, count) -> line(out, "outeffhop_requests_total{" + labels + "}", count.sum()));
    describe(out, "outeffhop_request_seconds", "histogram", "Time from a request to its answer.");
    latencies.forEach((path, times) -> times.write(out, "outeffhop_request_seconds", path));
    describe(out, "outeffhop_batch_texts", "histogram", "Texts computed together.");
    batches.write(out, "outeffhop_batch_texts", "");
    describe(out, "outeffhop_batch_seconds", "histogram", "Time that a batch is computed.");
    computing.write(out, "outeffhop_batch_seconds", "");
    describe(out, "outeffhop_tokens_total", "counter", "Tokens computed, without padding.");
    line(out, "outeffhop_tokens_total", tokens.sum());
    describe(out, "outeffhop_queue_texts", "gauge", "Texts that wait to be computed.");
    line(out, "outeffhop_queue_texts", queued.getAsInt());
    describe(out, "outeffhop_requests_active", "gauge", "Requests under way.");
    line(out, "outeffhop_requests_active", active.get());
    return out.toString();
  }

  private static void describe(StringBuilder out, String name, String type, String help) {
    out.append("# HELP ").append(name).append(' ').append(help).append('\n');
    out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  private static void line(StringBuilder out, String name, double value) {
    out.append(name).append(' ').append(number(value)).append('\n');
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : String.format(Locale.ROOT, "%s", value);
  }
}
