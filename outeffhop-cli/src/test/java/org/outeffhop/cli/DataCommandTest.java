package org.outeffhop.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.cli.CommandRun.Outcome;
import org.outeffhop.data.fetch.Catalogue;
import org.outeffhop.data.fetch.DataSet;
import org.outeffhop.data.fetch.Purpose;

/** The data commands, with a catalogue whose addresses are on loopback. */
class DataCommandTest {
  private static final byte[] CSV =
      "date,x,y\n2016-07-01,1,2\n2016-07-02,3,4\n".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path temporary;
  private HttpServer server;
  private Path catalogue;
  private byte[] served;
  private int status = 200;

  @BeforeEach
  void start() throws IOException, NoSuchAlgorithmException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(compressed)) {
      out.write(CSV);
    }
    served = compressed.toByteArray();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            exchange.sendResponseHeaders(status, served.length);
            exchange.getResponseBody().write(served);
          }
        });
    server.start();
    catalogue = temporary.resolve("mirrors.json");
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(served);
    Files.writeString(
        catalogue,
        """
        {"data_sets": [{"name": "mine", "title": "My series", "purposes": ["series"],
          "licence": "CC0", "source": "this test", "use": ["forecast --data {folder}/mine.csv"],
          "files": [
            {"name": "mine.csv.gz", "addresses": ["http://127.0.0.1:%d/mine.csv.gz"], "bytes": %d,
             "unpacked_at_most": 1000, "checksums":
              [{"algorithm": "SHA-256", "value": "%s", "published_by": "this test"}]},
            {"name": "copy.csv.gz", "addresses": ["http://127.0.0.1:%d/copy.csv.gz"], "bytes": %d}]}]}
        """
            .formatted(
                server.getAddress().getPort(),
                served.length,
                HexFormat.of().formatHex(digest),
                server.getAddress().getPort(),
                served.length));
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private Path folder() {
    return temporary.resolve("out").resolve("mine");
  }

  private Outcome fetch(String... more) {
    String[] args = {
      "--quiet",
      "data",
      "fetch",
      "mine",
      "--catalogue",
      catalogue.toString(),
      "--out",
      "",
      "--attempts",
      "1"
    };
    args[7] = folder().toString();
    String[] all = Arrays.copyOf(args, args.length + more.length);
    System.arraycopy(more, 0, all, args.length, more.length);
    return CommandRun.of(all);
  }

  @Test
  void theListFitsTheTerminalAndMarksWhatIsNotVerified() throws IOException {
    Outcome list = CommandRun.of("data", "list");
    assertEquals(0, list.code(), list.err());
    assertTrue(list.out().lines().allMatch(line -> line.length() <= 80), list.out());
    assertTrue(
        list.out()
            .contains(
                "mnist            images, patterns   11.6 MB    CC BY-SA 3.0      MD5, SHA-256"),
        list.out());
    Outcome mine = CommandRun.of("data", "list", "--catalogue", catalogue.toString());
    assertTrue(mine.out().contains("SHA-256; size only"), mine.out());
    JsonNode json = new ObjectMapper().readTree(CommandRun.of("data", "list", "--json").out());
    JsonNode etth1 = json.get("data_sets").get(8);
    assertEquals("etth1", etth1.get("name").asText());
    assertEquals("series", etth1.get("purposes").get(0).asText());
    assertEquals(
        "f18de3ad269cef59bb07b5438d79bb3042d3be49bdeecf01c1cd6d29695ee066",
        etth1.get("files").get(0).get("checksums").get(0).get("value").asText());
    Files.writeString(catalogue, new ObjectMapper().writeValueAsString(json));
    Outcome read = CommandRun.of("data", "list", "--catalogue", catalogue.toString());
    assertEquals(list.out(), read.out(), read.err());
  }

  @Test
  void aDataSetIsFetchedCheckedUnpackedAndTakenByTheForecast() throws IOException {
    Outcome first = fetch();
    assertEquals(0, first.code(), first.err());
    assertArrayEquals(CSV, Files.readAllBytes(folder().resolve("mine.csv")));
    assertTrue(first.out().contains("licence: CC0, source: this test"), first.out());
    assertTrue(first.out().contains("mine.csv.gz: fetched, checked by SHA-256"), first.out());
    assertTrue(first.out().contains("copy.csv.gz: fetched, checked by size only"), first.out());
    assertTrue(
        first.out().contains("Use it: ./outeffhop forecast --data " + folder().resolve("mine.csv")),
        first.out());
    Outcome again = fetch();
    assertEquals(0, again.code(), again.err());
    assertTrue(again.out().contains("mine.csv.gz: already there"), again.out());
    Outcome check = CommandRun.of("data", "check", folder().toString());
    assertEquals(0, check.code(), check.err());
    assertTrue(check.out().contains("mine.csv: series (CSV)"), check.out());
  }

  @Test
  void wrongBytesAMissingFileAndAnUnknownNameAreSaid() {
    served[5] ^= 1;
    Outcome wrong = fetch();
    assertEquals(1, wrong.code());
    assertTrue(wrong.err().contains("the bytes have SHA-256"), wrong.err());
    assertFalse(wrong.err().contains("stack trace"), wrong.err());
    status = 404;
    Outcome missing = fetch();
    assertEquals(1, missing.code());
    assertTrue(missing.err().contains("answers 404 (not found)"), missing.err());
    assertTrue(missing.err().contains("at " + folder().resolve("mine.csv.gz")), missing.err());
    assertFalse(Files.exists(temporary.resolve("out")));
    Outcome unknown = CommandRun.of("data", "fetch", "minst");
    assertEquals(1, unknown.code());
    assertTrue(unknown.err().contains("no data set 'minst'; there are wordnet"), unknown.err());
  }

  @Test
  void whatIsBuiltInNeedsNoFetching() {
    Outcome outcome = CommandRun.of("data", "fetch", "wordnet");
    assertEquals(0, outcome.code(), outcome.err());
    assertTrue(outcome.out().contains("It is built in"), outcome.out());
    assertTrue(outcome.out().contains("Use it: ./outeffhop compare"), outcome.out());
  }

  /** What is fetched can be used: the commands are there, with these options and these places. */
  @Test
  void theBuiltInCataloguesCommandsAreUnderstoodAndTrainOnWhatTheDataSetIsFor() {
    Map<Purpose, String> training =
        Map.of(
            Purpose.TEXT, "compare",
            Purpose.IMAGES, "compare --model vit",
            Purpose.SERIES, "forecast",
            Purpose.PATTERNS, "memory retrieve");
    for (DataSet set : Catalogue.builtIn().dataSets()) {
      for (String use : set.use()) {
        OutEffHop.commandLine(Map.of()).parseArgs(use.split(" "));
        assertTrue(set.builtIn() || use.contains(" {folder}"), use);
      }
      for (Purpose purpose : set.purposes()) {
        assertTrue(
            set.use().stream().anyMatch(use -> use.startsWith(training.get(purpose))),
            set.name() + " is not used for " + purpose + ": " + set.use());
      }
    }
  }

  @Test
  void aCheckNamesWhatIsDamagedAndFails() throws IOException {
    Path csv = temporary.resolve("bad.csv");
    Files.writeString(csv, "date,x\n2016-07-01,1\n2016-07-02,\n");
    Outcome outcome = CommandRun.of("data", "check", csv.toString());
    assertEquals(1, outcome.code());
    assertTrue(
        outcome.out().contains("  DAMAGED " + csv + ": 1 cells are not finite numbers"),
        outcome.out());
    assertEquals("", outcome.err());
    JsonNode json =
        new ObjectMapper().readTree(CommandRun.of("data", "check", "--json", csv.toString()).out());
    assertEquals(2, json.get(0).get("facts").get("rows").asInt());
    assertEquals(csv.toString(), json.get(0).get("problems").get(0).get("file").asText());
    Outcome missing = CommandRun.of("data", "check", temporary.resolve("no").toString());
    assertEquals(1, missing.code());
    assertTrue(missing.err().contains("there is no file or folder"), missing.err());
  }

  @Test
  void mistakesOfUsageAreNamed() {
    assertEquals(2, CommandRun.of("data").code());
    assertEquals(2, fetch("--timeout", "0").code());
    Outcome none = CommandRun.of("data", "fetch", "mnist", "--attempts", "0");
    assertEquals(2, none.code());
    Outcome catalogue = CommandRun.of("data", "list", "--catalogue", "nowhere.json");
    assertEquals(1, catalogue.code());
    assertTrue(catalogue.err().contains("there is no file nowhere.json"), catalogue.err());
  }
}
