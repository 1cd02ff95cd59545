package org.outeffhop.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.cli.CommandRun.Outcome;

/** The benchmarks on sizes that take no time: what they print, not how fast anything is. */
class BenchmarkCommandTest {
  @TempDir private Path folder;

  private JsonNode rows(Path json) throws IOException {
    JsonNode result = new ObjectMapper().readTree(json.toFile());
    assertTrue(result.get("provenance").get("machine").has("processor"), result::toString);
    return result.get("rows");
  }

  @Test
  void attentionHasARowForEverySettingOfOpenBlasAndBothPasses() throws IOException {
    Path json = folder.resolve("attention.json");
    Outcome outcome =
        CommandRun.of(
            "--quiet",
            "benchmark",
            "attention",
            "--shapes",
            "1x2x8x4",
            "--rounds",
            "2",
            "--json",
            json.toString());
    assertEquals(0, outcome.code(), outcome.err());
    JsonNode rows = rows(json);
    assertEquals(4, rows.size());
    for (JsonNode row : rows) {
      for (String contender : new String[] {"vanilla", "outeffhop", "written_out", "script"}) {
        assertTrue(row.get(contender).get("median").asDouble() > 0, row::toString);
      }
    }
    assertEquals(4, outcome.out().lines().filter(line -> line.contains("best of each")).count());
    double vanilla = rows.get(0).get("vanilla").get("median").asDouble();
    double outeffhop = rows.get(0).get("outeffhop").get("median").asDouble();
    List<String> lines = outcome.out().lines().filter(line -> line.startsWith("1x2x8x4")).toList();
    assertEquals(
        List.of("1x2x8x4", "f", "switched"), List.of(lines.get(0).split(" +")).subList(0, 3));
    assertEquals(
        String.format(Locale.ROOT, "%.2f", outeffhop / vanilla), lines.get(6).split(" +")[3]);
  }

  @Test
  void aStepTakesLongerThanItsProducts() throws IOException {
    Path json = folder.resolve("step.json");
    Outcome outcome =
        CommandRun.of(
            "--quiet",
            "benchmark",
            "step",
            "--preset",
            "smoke",
            "--attention",
            "vanilla,outeffhop",
            "--rounds",
            "2",
            "--json",
            json.toString(),
            "--report",
            folder.resolve("step.html").toString());
    assertEquals(0, outcome.code(), outcome.err());
    assertEquals(8, rows(json).size());
    String page = Files.readString(folder.resolve("step.html"));
    String printed =
        outcome.out().lines().filter(line -> line.startsWith("opt ")).findFirst().orElseThrow();
    assertTrue(page.contains("<p>opt: 8 steps of 4 x 32 tokens"), "the recipe");
    assertTrue(
        page.contains("<td class=\"number\">" + printed.split(" {2,}")[2] + "</td>"), printed);
    assertTrue(page.contains("./outeffhop --quiet benchmark step"), "how to run it again");
    assertTrue(outcome.out().contains("opt: 8 steps of 4 x 32 tokens"), outcome.out());
  }

  @Test
  void everyPrecisionRunsAndEveryAimHasASentence() throws IOException {
    Path json = folder.resolve("onnx.json");
    Outcome outcome =
        CommandRun.of(
            "--quiet benchmark onnx --layers 1 --width 64 --heads 2 --length 8 --threads 1 --rounds 2 --json "
                .concat(json.toString())
                .split(" "));
    assertEquals(0, outcome.code(), outcome.err());
    JsonNode rows = rows(json);
    assertEquals(6, rows.size());
    double size = rows.get(1).get("size").asDouble();
    assertTrue(
        outcome
            .out()
            .contains(
                String.format(
                    Locale.ROOT, "The int8 file is %.3f times the size of the fp32 file", size)),
        outcome.out());
    assertTrue(outcome.out().contains("1 threads, batch 8: int8 is "), outcome.out());
  }

  /** The publishers' own eight bits, and ours of the same weights, are close to the original. */
  @Test
  void encodersAreComparedWithTheOriginalAndWithThePublishedOne() throws IOException {
    Path json = folder.resolve("encoders.json");
    Outcome outcome =
        CommandRun.of(
            "--quiet",
            "benchmark",
            "encoders",
            "--texts=32",
            "--smooth=0.5",
            "--threads=1",
            "--batches=1",
            "--length=8",
            "--rounds=1",
            "--json=" + json);
    assertEquals(0, outcome.code(), outcome.err());
    JsonNode rows = rows(json);
    assertEquals(
        List.of(
            "original, fp32",
            "original, int8-dynamic",
            "original, int8",
            "original, SmoothQuant, int8",
            "published, int8-dynamic"),
        rows.findValuesAsText("name"));
    assertEquals(1, rows.get(0).get("cosine").asDouble(), 1e-5);
    for (JsonNode row : rows) {
      assertTrue(row.get("cosine").asDouble() > 0.98, row::toString);
    }
    Outcome missing = CommandRun.of("benchmark", "encoders", folder.toString());
    assertEquals(1, missing.code());
    assertTrue(missing.err().contains("model-int8.onnx"), missing.err());
  }

  @Test
  void badOptionsAreUsageErrors() {
    Outcome shape = CommandRun.of("benchmark", "attention", "--shapes", "8x12");
    assertEquals(2, shape.code());
    assertTrue(shape.err().contains("shape is '8x12'"), shape.err());
    Outcome length = CommandRun.of("benchmark", "onnx", "--length", "0");
    assertEquals(2, length.code());
    assertTrue(length.err().contains("length is [0]"), length.err());
    Outcome rounds = CommandRun.of("benchmark", "onnx", "--rounds", "0");
    assertEquals(2, rounds.code());
    assertTrue(rounds.err().contains("rounds is [0]"), rounds.err());
    Outcome missing = CommandRun.of("benchmark");
    assertEquals(2, missing.code());
    assertTrue(missing.err().contains("attention"), missing.err());
  }
}
