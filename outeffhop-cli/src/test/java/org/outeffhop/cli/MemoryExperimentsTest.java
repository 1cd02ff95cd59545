package org.outeffhop.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code memory verify} and {@code memory no-op} from the command line. */
class MemoryExperimentsTest {
  @TempDir private Path folder;

  private static CommandRun.Outcome run(String... args) {
    return CommandRun.of(
        Stream.concat(Stream.of("--quiet"), Stream.of(args)).toArray(String[]::new));
  }

  @Test
  void verifyPrintsEveryVerdictAndWritesThem() throws IOException {
    Path out = folder.resolve("verify");
    CommandRun.Outcome outcome = run("memory", "verify", "--draws", "1", "--out", out.toString());
    assertEquals(0, outcome.code(), outcome.err());
    JsonNode result = new ObjectMapper().readTree(out.resolve("result.json").toFile());
    assertEquals(7, result.get("claims").size());
    assertEquals(5, result.get("failures").size());
    for (JsonNode claim : result.get("claims")) {
      String line = claim.get("name").asText() + ": " + claim.get("verdict").asText();
      assertTrue(outcome.out().contains(line), line);
      assertTrue(claim.get("evidence").size() >= 3, line);
    }
    for (String chart : List.of("energy", "capacity", "generalisation")) {
      assertTrue(Files.readString(out.resolve(chart + ".svg")).contains("seed 1"), chart);
    }
    assertDescends(result.get("claims").get(0).get("curves").get(0).get("lines").get(0).get("y"));
    assertTrue(
        outcome.out().lines().allMatch(l -> l.length() <= 80 || l.contains("results:")),
        outcome.out());
    CommandRun.Outcome again = run("memory", "verify", "--out", out.toString());
    assertEquals(1, again.code());
    assertTrue(again.err().contains("already holds a complete run"), again.err());
  }

  /** One step is too few for any memory to come to rest in. */
  @Test
  void aClaimThatDoesNotHoldAsExpectedIsExitCode3() throws IOException {
    Path out = folder.resolve("contradicted");
    CommandRun.Outcome outcome =
        run("memory", "verify", "--claim", "convergence", "--steps", "1", "--out", out.toString());
    assertEquals(3, outcome.code(), outcome.err());
    String sentence =
        "outeffhop: not as expected: convergence and stationarity: does not hold (expected: holds)";
    assertEquals(sentence, outcome.err().strip());
    JsonNode claims =
        new ObjectMapper().readTree(out.resolve("result.json").toFile()).get("claims");
    assertEquals(1, claims.size());
    assertEquals("does not hold", claims.get(0).get("verdict").asText());
    assertEquals("holds", claims.get(0).get("expected").asText());
    String help = run("memory", "verify", "--help").out();
    assertTrue(help.contains("3   a claim that is expected to hold does not"), help);
  }

  private static void assertDescends(JsonNode energies) {
    assertTrue(energies.size() > 2, energies::toString);
    for (int i = 1; i < energies.size(); i++) {
      double rise = energies.get(i).asDouble() - energies.get(i - 1).asDouble();
      assertTrue(rise <= 1e-12 * energies.get(0).asDouble(), energies::toString);
    }
  }

  @Test
  void noOpPrintsTablesOrJsonAndDrawsCharts() throws IOException {
    Path out = folder.resolve("no-op");
    String[] small = {
      "memory", "no-op", "--patterns", "60", "--dimension", "16", "--json", "--out", out.toString()
    };
    CommandRun.Outcome outcome = run(small);
    assertEquals(0, outcome.code(), outcome.err());
    JsonNode printed = new ObjectMapper().readTree(outcome.out());
    assertEquals(new ObjectMapper().readTree(out.resolve("result.json").toFile()), printed);
    assertEquals(60, printed.get("settings").get("patterns").asInt());
    for (String kind : List.of("large-norm", "off-manifold")) {
      for (String chart : List.of("trade-off", "caught", "lost")) {
        String svg = Files.readString(out.resolve(chart + "-" + kind + ".svg"));
        assertTrue(svg.contains(kind) && svg.contains("cosine"), chart);
      }
    }
  }

  @Test
  void wrongOptionsAreErrorsOfUsage() {
    CommandRun.Outcome kind = run("memory", "no-op", "--outliers", "loud");
    assertEquals(2, kind.code());
    assertTrue(kind.err().contains("'loud'; it can be [large-norm, off-manifold]"), kind.err());
    assertEquals(2, run("memory", "no-op", "--share", "1.5").code());
    assertEquals(2, run("memory", "verify", "--draws", "0").code());
    assertEquals(2, run("memory", "verify", "--steps", "0").code());
    CommandRun.Outcome claim = run("memory", "verify", "--claim", "energie");
    assertEquals(2, claim.code());
    assertTrue(claim.err().contains("error-bound, dense-error"), claim.err());
    CommandRun.Outcome missing = run("memory");
    assertEquals(2, missing.code());
    assertTrue(missing.err().contains("no-op"), missing.err());
  }
}
