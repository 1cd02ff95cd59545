package org.outeffhop.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.outeffhop.inference.Encoder;
import org.outeffhop.inference.EncoderLimits;
import org.outeffhop.serving.EmbeddingServer;
import org.outeffhop.serving.ServerSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code outeffhop serve}: an exported encoder over HTTP. */
@Command(
    name = "serve",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Serves embeddings of a model that 'export' or 'convert' wrote, in ONNX Runtime.",
      "POST /v1/embeddings answers OpenAI's clients, POST /embed those of text-embeddings-inference; "
          + "GET /health says whether it is ready, GET /metrics what it did, for Prometheus.",
      "Requests that come at about the same time are computed together. Ctrl-C and SIGTERM let it "
          + "finish what it has."
    })
final class ServeCommand implements Callable<Integer> {
  private static final long MEBIBYTE = 1 << 20;

  @ParentCommand private OutEffHop outeffhop;
  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "MODEL.onnx",
      description = "Model file, or the folder that 'export' or 'convert' wrote.")
  private Path model;

  @Option(
      names = "--host",
      defaultValue = "127.0.0.1",
      description =
          "Address to listen at; 0.0.0.0 for all of this machine (default: ${DEFAULT-VALUE}, "
              + "this machine alone).")
  private String host;

  @Option(
      names = "--port",
      defaultValue = "8080",
      description = "Port to listen at; 0 for any that is free (default: ${DEFAULT-VALUE}).")
  private int port;

  @Mixin private BatchingOptions batching;

  @Option(
      names = "--max-queue",
      defaultValue = "4096",
      description =
          "Texts that wait, at most; requests beyond are refused with status 429 "
              + "(default: ${DEFAULT-VALUE}).")
  private int maxQueue;

  @Option(
      names = "--max-inputs",
      defaultValue = "256",
      description = "Texts of one request, at most (default: ${DEFAULT-VALUE}).")
  private int maxInputs;

  @Option(
      names = "--max-body",
      paramLabel = "BYTES",
      defaultValue = "2097152",
      description = "Bytes of a request, at most (default: ${DEFAULT-VALUE}).")
  private int maxBody;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description =
          "Answer only requests with the token in this file, as 'Authorization: Bearer TOKEN'; "
              + "/health needs none.")
  private Path tokenFile;

  @Option(
      names = "--workers",
      defaultValue = "1",
      description = "Batches that are computed at the same time (default: ${DEFAULT-VALUE}).")
  private int workers;

  @Override
  public Integer call() throws IOException {
    EncoderLimits limits = UsageErrors.of(spec, this::limits);
    ServerSettings settings = UsageErrors.of(spec, this::settings);
    try (ConsoleProgress progress = outeffhop.progress();
        Interruption.Region gentle = outeffhop.interruption().gentle();
        EmbeddingServer server = EmbeddingServer.start(model, limits, settings, progress)) {
      progress.close();
      print(server, limits);
      server.await();
    } catch (InterruptedException stopped) {
      return 0;
    }
    return 0;
  }

  private static String size(int bytes) {
    return bytes < MEBIBYTE
        ? bytes + " bytes"
        : String.format(Locale.ROOT, "%.1f MiB", (double) bytes / MEBIBYTE);
  }

  private EncoderLimits limits() {
    return batching.limits(maxQueue, workers);
  }

  private ServerSettings settings() {
    ServerSettings local = ServerSettings.atPort(0);
    return new ServerSettings(
        host,
        port,
        maxBody,
        maxInputs,
        local.maxRequests(),
        local.patience(),
        Optional.ofNullable(tokenFile).map(ServerSettings::token));
  }

  private void print(EmbeddingServer server, EncoderLimits limits) {
    PrintWriter out = spec.commandLine().getOut();
    Encoder encoder = server.encoder();
    InetSocketAddress address = server.address();
    String name = address.getAddress().getHostAddress();
    out.printf(
        Locale.ROOT,
        "listening: http://%s:%d%n",
        name.contains(":") ? "[" + name + "]" : name,
        address.getPort());
    out.printf(
        Locale.ROOT,
        "model: %s (%s, %s, %s), %d numbers a text, at most %d tokens%n",
        server.modelName(),
        encoder.said("model"),
        encoder.said("attention"),
        encoder.said("precision"),
        encoder.width(),
        encoder.longest());
    out.printf(
        Locale.ROOT,
        "limits: batches of %d after %d ms, %d texts wait, %d texts and %s a request%s%n",
        limits.maxBatch(),
        limits.maxWait().toMillis(),
        limits.maxQueue(),
        maxInputs,
        size(maxBody),
        tokenFile == null ? "" : ", with the token of " + tokenFile);
    out.flush();
  }
}
