package org.outeffhop.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.outeffhop.data.pattern.Patterns;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/** The memory's commands from the command line. */
class MemoryCommandTest {
  @TempDir private Path folder;

  private static CommandRun.Outcome run(String... args) {
    return CommandRun.of(
        Stream.concat(Stream.of("--quiet", "memory"), Stream.of(args)).toArray(String[]::new));
  }

  private CommandRun.Outcome ok(String... args) {
    CommandRun.Outcome outcome = run(args);
    assertEquals(0, outcome.code(), outcome.err());
    return outcome;
  }

  private static JsonNode json(Path file) throws IOException {
    return new ObjectMapper().readTree(file.toFile());
  }

  @Test
  void digitsHalfHiddenAndNoisyComeBack() throws IOException {
    Path out = folder.resolve("digits");
    CommandRun.Outcome outcome = ok("retrieve", "--out", out.toString(), "--count", "6");
    JsonNode rows = json(out.resolve("result.json")).get("rows");
    assertEquals(12, rows.size());
    assertEquals("noise 0.50", rows.get(6).get("query").asText());
    assertEquals(0, rows.get(6).get("pattern").asInt());
    assertTrue(outcome.out().contains("of 12 queries retrieved the pattern"), outcome.out());
    try (TensorScope scope = TensorScope.open()) {
      Patterns retrieved = Patterns.read(out.resolve("retrieved.npy"));
      assertEquals(12, retrieved.count());
      assertEquals(8, retrieved.image().orElseThrow().height());
    }
    assertEquals(5 * 54 + 6, ImageIO.read(out.resolve("retrieved.png").toFile()).getHeight());
  }

  @Test
  void ownPatternsAndQueriesOfOtherKindsOfFiles() throws IOException {
    Path patterns = Files.writeString(folder.resolve("p.csv"), "a,b,c\n4,0,0\n0,4,0\n0,0,4\n");
    Path queries = Files.writeString(folder.resolve("q.csv"), "1,2,1.5\n3,1,0\n");
    Path out = folder.resolve("own");
    CommandRun.Outcome outcome =
        ok(
            "retrieve",
            "--patterns",
            patterns.toString(),
            "--queries",
            queries.toString(),
            "--raw",
            "--beta",
            "20",
            "--format",
            "safetensors",
            "--json",
            "--out",
            out.toString());
    JsonNode printed = new ObjectMapper().readTree(outcome.out());
    assertEquals(json(out.resolve("result.json")), printed);
    assertEquals(1, printed.get("rows").get(0).get("pattern").asInt());
    assertEquals(0, printed.get("rows").get(1).get("pattern").asInt());
    try (TensorScope scope = TensorScope.open()) {
      float[] retrieved =
          Tensors.toFloats(Patterns.read(out.resolve("retrieved.safetensors")).values());
      assertEquals(4, retrieved[1], 1e-4f);
      assertEquals(4, retrieved[3], 1e-4f);
    }
    assertFalse(Files.exists(out.resolve("retrieved.png")), "these are no images");
  }

  @Test
  void capacityWritesResultTablesAndCharts() throws IOException {
    Path out = folder.resolve("capacity");
    CommandRun.Outcome outcome =
        ok(
            "capacity",
            "--out",
            out.toString(),
            "--dimension",
            "6,10",
            "--patterns",
            "2,20",
            "--queries",
            "10",
            "--seeds",
            "1");
    JsonNode result = json(out.resolve("result.json"));
    assertEquals(3 * 2 * 5, result.get("rows").size());
    assertEquals(3 * 5, result.get("capacities").size());
    for (JsonNode row : result.get("rows")) {
      assertTrue(row.get("success").asDouble() <= 1, row.toString());
    }
    for (String chart :
        new String[] {
          "capacity.svg",
          "success-sphere-d-6.svg",
          "success-sphere-d-10.svg",
          "success-optical-digits-built-in.svg"
        }) {
      assertTrue(Files.readString(out.resolve(chart)).startsWith("<svg"), chart);
      assertTrue(outcome.out().contains(chart), outcome.out());
    }
    assertTrue(
        outcome.out().lines().filter(l -> !l.contains(": ")).allMatch(l -> l.length() <= 80));
  }

  @Test
  void noiseGivesTheSameNumbersAgain() throws IOException {
    String[] results = new String[2];
    for (int i = 0; i < 2; i++) {
      Path out = folder.resolve("noise" + i);
      ok(
          "noise",
          "--out",
          out.toString(),
          "--dimension",
          "8",
          "--patterns",
          "20",
          "--noises",
          "0,1",
          "--betas",
          "0.1,3",
          "--seeds",
          "1");
      JsonNode result = json(out.resolve("result.json"));
      assertEquals(10, result.get("by_noise").size());
      results[i] = result.get("by_noise").toString() + result.get("by_beta");
      results[i] += Files.readString(out.resolve("error-noise.svg"));
      results[i] += Files.readString(out.resolve("error-beta.svg"));
    }
    assertEquals(results[0], results[1]);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "retrieve --model classical|the classical network has no separation function",
        "retrieve --beta 0|beta is 0.0",
        "retrieve --hidden 1|the hidden share is 1.0",
        "retrieve --threshold 2|the threshold is 2.0",
        "retrieve --corrupt blur|'blur' is not a valid value of --corrupt; it can be mask, noise",
        "capacity --patterns 1|the number of patterns is 1; it must be at least 2",
        "capacity --model sparce|'sparce' is not a valid value of --model; it can be outeffhop, dense",
        "capacity --dimension 1|dimension is 1",
        "noise --data builtin --patterns 5000|5000 patterns are to be stored",
        "noise --betas 0,1|beta is 0.0",
        "noise --beta nought|beta is 'nought'; it must be a number or 'attention'",
        "|a command is missing; the commands are"
      })
  void badInputIsRefusedBeforeAnyWork(String line) {
    String[] parts = line.split("\\|");
    String[] words = parts[0].isEmpty() ? new String[0] : parts[0].split(" ");
    String[] out = {"--out", folder.resolve("none").toString()};
    CommandRun.Outcome outcome =
        words.length == 0
            ? run()
            : run(Stream.concat(Stream.of(words), Stream.of(out)).toArray(String[]::new));
    assertEquals(2, outcome.code(), outcome.err());
    assertTrue(outcome.err().contains(parts[1]), outcome.err());
    assertFalse(Files.exists(folder.resolve("none")), "nothing is written");
  }

  @Test
  void aFileThatCannotBeReadIsNamed() throws IOException {
    Path cut = Files.writeString(folder.resolve("cut.npy"), "NUMPY");
    for (String command : new String[] {"retrieve --patterns", "capacity --data", "noise --data"}) {
      for (String file : new String[] {cut.toString(), "missing.npy"}) {
        Path out = folder.resolve("none");
        String[] words = (command + " " + file + " --out " + out).split(" ");
        CommandRun.Outcome outcome = run(words);
        assertEquals(1, outcome.code());
        assertTrue(outcome.err().contains(file), outcome.err());
        assertFalse(Files.exists(out), "nothing is written");
      }
    }
  }

  @Test
  void aFolderWithResultsIsLeftAlone() throws IOException {
    Path out = folder.resolve("taken");
    Files.createDirectories(out);
    Files.writeString(out.resolve("result.json"), "{}");
    CommandRun.Outcome outcome = run("retrieve", "--out", out.toString());
    assertEquals(1, outcome.code());
    assertTrue(outcome.err().contains("already holds a complete run"), outcome.err());
    assertEquals("{}", Files.readString(out.resolve("result.json")));
  }
}
