package org.outeffhop.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.cli.CommandRun.Outcome;
import org.outeffhop.files.Folders;

/**
 * Processes are killed at twenty random moments a command; what is there then is used, and the same
 * command works.
 */
@ExtendWith(SharedSmokeRuns.class)
class KilledCommandsTest {
  private static final int KILLS = 20;
  private static final String INPUT = "3 4 5 6";

  /** Libraries above this size are unpacked in a few of the first starts only: it takes seconds. */
  private static final long LARGE = 30_000_000;

  private static final int WHOLE_STARTS = 4;

  private static SmokeRuns runs;

  @TempDir private Path folder;

  @BeforeAll
  static void take(SmokeRuns trained) {
    runs = trained;
  }

  private static Outcome command(String... arguments) {
    List<String> all = new ArrayList<>(List.of("--quiet"));
    all.addAll(Arrays.asList(arguments));
    return CommandRun.of(all.toArray(String[]::new));
  }

  /** That it worked, or says in one line why not. */
  private static Outcome requirePlain(Outcome outcome) {
    assertTrue(
        outcome.code() == 0
            || outcome.code() == 1
                && outcome.err().lines().count() == 1
                && !outcome.err().contains("unexpected error"),
        outcome.err());
    return outcome;
  }

  private static String requireFine(Outcome outcome) {
    assertEquals(0, outcome.code(), outcome.err());
    return outcome.out();
  }

  private void requireUndisturbed(KilledProcess process, String... arguments)
      throws IOException, InterruptedException {
    Path log = folder.resolve("log");
    assertEquals(0, process.undisturbed(log, arguments), () -> read(log));
  }

  private static String read(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static void delete(Path tree) throws IOException {
    if (Files.exists(tree)) {
      Folders.delete(tree);
    }
  }

  /** Takes what is unpacked already but some, as links; what is missing is unpacked again. */
  private static void fill(Path cache, boolean withLarge) throws IOException {
    Path there = Loader.getCacheDir().toPath();
    try (Stream<Path> files = Files.walk(there)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path link = cache.resolve(there.relativize(file).toString());
        if (withLarge && Files.size(file) > LARGE) {
          Files.createDirectories(link.getParent());
          Files.createLink(link, file.toRealPath());
        }
      }
    }
  }

  @Test
  void firstStarts() throws Exception {
    Path cache = Path.of("target", "killed-first-starts").toAbsolutePath();
    String tokenizer = runs.run("opt", "outeffhop").resolve("tokenizer.json").toString();
    KilledProcess starts =
        new KilledProcess(FirstStart.class, 1, "-Dorg.bytedeco.javacpp.cachedir=" + cache);
    try {
      delete(cache);
      Files.createDirectories(cache);
      requireUndisturbed(starts, tokenizer);
      for (int i = 0; i < KILLS; i++) {
        delete(cache);
        Files.createDirectories(cache);
        fill(cache, i >= WHOLE_STARTS);
        starts.killed(folder.resolve("log"), tokenizer);
        if (i == WHOLE_STARTS - 1) {
          // The others take less.
          delete(cache);
          Files.createDirectories(cache);
          fill(cache, true);
        }
        requireUndisturbed(starts, tokenizer);
      }
    } finally {
      delete(cache);
    }
  }

  /** An export replaces one of another model. */
  @Test
  void exports() throws Exception {
    Path out = folder.resolve("out");
    List<String> sources =
        Stream.of("bert", "opt").map(model -> runs.run(model, "outeffhop").toString()).toList();
    String[] ask = {"run", out.toString(), INPUT, "--embeddings", "--json"};
    List<String> answers = new ArrayList<>();
    for (String source : sources) {
      requireFine(command("export", source, "--out", out.toString()));
      answers.add(requireFine(command(ask)));
    }
    KilledProcess exports = new KilledProcess(OutEffHop.class, 2);
    requireUndisturbed(exports, "--quiet", "export", sources.get(1), "--out", out.toString());
    for (int i = 0; i < KILLS; i++) {
      String source = sources.get(i % 2);
      exports.killed(folder.resolve("log"), "--quiet", "export", source, "--out", out.toString());
      Outcome answer = requirePlain(command(ask));
      assertTrue(answer.code() == 1 || answers.contains(answer.out()), answer.out());
      if (i % 4 < 2) {
        requireFine(command("export", source, "--out", out.toString()));
        assertEquals(answers.get(i % 2), requireFine(command(ask)));
        assertEquals(Set.of("model.onnx", "tokenizer.json", "result.json"), Set.copyOf(names(out)));
      }
    }
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  @Test
  void conversions() throws Exception {
    Path out = folder.resolve("out");
    String[] convert = {
      "--quiet",
      "convert",
      runs.run("opt", "vanilla").toString(),
      "--data",
      runs.text().toString(),
      "--steps",
      "2",
      "--warmup",
      "1",
      "--batch",
      "2",
      "--batches",
      "1",
      "--evaluation-interval",
      "1",
      "--checkpoint-steps",
      "1",
      "--no-execute",
      "--out",
      out.toString()
    };
    KilledProcess conversions = new KilledProcess(OutEffHop.class, 3);
    requireUndisturbed(conversions, convert);
    for (int i = 0; i < KILLS; i++) {
      if (i % 2 == 0) {
        delete(out);
      }
      conversions.killed(folder.resolve("log"), convert);
      requirePlain(command("run", out.toString(), INPUT, "--embeddings"));
      requirePlain(command("inspect", out.toString()));
      requireFine(CommandRun.of(convert));
      requireFine(command("run", out.toString(), INPUT, "--embeddings"));
    }
  }

  @Test
  void quantizations() throws Exception {
    Path out = folder.resolve("out");
    String[] quantize = {
      "--quiet",
      "quantize",
      runs.run("opt", "outeffhop").toString(),
      "--data",
      runs.text().toString(),
      "--batches",
      "1",
      "--out",
      out.toString()
    };
    KilledProcess quantizations = new KilledProcess(OutEffHop.class, 4);
    requireUndisturbed(quantizations, quantize);
    for (int i = 0; i < KILLS; i++) {
      delete(out);
      quantizations.killed(folder.resolve("log"), quantize);
      Outcome again = requirePlain(CommandRun.of(quantize));
      assertTrue(
          again.code() == 0 || again.err().contains("already holds a complete run"), again.err());
      assertTrue(Files.readString(out.resolve("result.json")).stripTrailing().endsWith("}"));
      assertTrue(Files.readString(out.resolve("report.html")).contains("</html>"));
    }
  }

  @Test
  void reports() throws Exception {
    Path page = folder.resolve("page.html");
    String[] report = {"report", runs.run("vit", "vanilla").toString(), "--out", page.toString()};
    KilledProcess reports = new KilledProcess(OutEffHop.class, 5);
    requireUndisturbed(reports, report);
    byte[] whole = Files.readAllBytes(page);
    for (int i = 0; i < KILLS; i++) {
      byte[] before =
          i % 2 == 0 ? Files.readAllBytes(Files.writeString(page, "an earlier page")) : whole;
      reports.killed(folder.resolve("log"), report);
      byte[] there = Files.readAllBytes(page);
      assertTrue(Arrays.equals(before, there) || Arrays.equals(whole, there));
      requireFine(CommandRun.of(report));
      assertArrayEquals(whole, Files.readAllBytes(page));
    }
  }

  @Test
  void fetches() throws Exception {
    byte[] table =
        ("date,x\n"
                + String.join(
                    "\n", IntStream.range(0, 300_000).mapToObj(row -> row + "," + row).toList()))
            .getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(compressed)) {
      out.write(table);
    }
    byte[] served = compressed.toByteArray();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            exchange.sendResponseHeaders(200, served.length);
            exchange.getResponseBody().write(served);
          }
        });
    server.start();
    try {
      fetches(catalogue(server.getAddress().getPort(), served), table);
    } finally {
      server.stop(0);
    }
  }

  private Path catalogue(int port, byte[] served) throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(served);
    return Files.writeString(
        folder.resolve("mirrors.json"),
        """
        {"data_sets": [{"name": "mine", "title": "My series", "purposes": ["series"],
          "licence": "CC0", "source": "this test", "use": ["forecast --data {folder}/mine.csv"],
          "files": [
            {"name": "mine.csv.gz", "addresses": ["http://127.0.0.1:%d/mine.csv.gz"], "bytes": %d,
             "unpacked_at_most": 10000000, "checksums":
              [{"algorithm": "SHA-256", "value": "%s", "published_by": "this test"}]}]}]}
        """
            .formatted(port, served.length, HexFormat.of().formatHex(digest)));
  }

  private void fetches(Path catalogue, byte[] table) throws Exception {
    Path out = folder.resolve("out");
    String[] fetch = {
      "--quiet",
      "data",
      "fetch",
      "mine",
      "--catalogue",
      catalogue.toString(),
      "--out",
      out.toString(),
      "--attempts",
      "1"
    };
    KilledProcess fetched = new KilledProcess(OutEffHop.class, 6);
    requireUndisturbed(fetched, fetch);
    for (int i = 0; i < KILLS; i++) {
      delete(out);
      fetched.killed(folder.resolve("log"), fetch);
      if (Files.exists(out.resolve("mine.csv"))) {
        assertArrayEquals(table, Files.readAllBytes(out.resolve("mine.csv")));
      }
      requireFine(CommandRun.of(fetch));
      assertArrayEquals(table, Files.readAllBytes(out.resolve("mine.csv")));
    }
  }
}
