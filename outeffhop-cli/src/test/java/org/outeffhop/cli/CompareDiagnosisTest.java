package org.outeffhop.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.cli.CommandRun.Outcome;

/** Whose outliers are, in what a comparison leaves behind. */
class CompareDiagnosisTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  private Outcome compare(String model, String... more) throws IOException {
    List<String> args = new ArrayList<>(List.of("--quiet", "compare", "--preset", "smoke"));
    args.addAll(List.of("--model", model, "--attention", "outeffhop"));
    args.addAll(List.of("--cache", folder.resolve("cache").toString()));
    args.addAll(List.of("--out", folder.resolve("runs").toString()));
    args.addAll(List.of(more));
    Outcome outcome = CommandRun.of(args.toArray(String[]::new));
    assertEquals(0, outcome.code(), outcome.err());
    return outcome;
  }

  private JsonNode read(String file) throws IOException {
    return JSON.readTree(folder.resolve("runs").resolve(file).toFile());
  }

  /** Two layers of two heads; their mean is in the result, and after steps 4 and 8 in the log. */
  @Test
  void headsAreSeenDuringAndAfterTraining() throws IOException {
    String text = CountingText.in(folder).toString();
    Outcome outcome = compare("opt", "--data", text, "--evaluation-interval", "4");
    JsonNode heads = read("opt-outeffhop-seed0/diagnosis.json").get("heads");
    assertEquals(4, heads.size());
    double mass = 0;
    for (JsonNode head : heads) {
      mass += head.get("no_op_mass").asDouble() / 4;
    }
    assertTrue(mass > 0.01 && mass < 0.5, () -> "no-op mass of " + heads);
    JsonNode details = read("opt-outeffhop-seed0/result.json").get("details");
    assertEquals(mass, details.get("no_op_mass").asDouble(), 1e-12);
    List<Integer> steps = new ArrayList<>();
    for (String line :
        Files.readAllLines(folder.resolve("runs/opt-outeffhop-seed0/metrics.jsonl"))) {
      JsonNode fields = JSON.readTree(line);
      if (fields.has("no_op_mass")) {
        steps.add(fields.get("step").asInt());
        assertEquals(mass, fields.get("no_op_mass").asDouble(), 0.05);
      }
    }
    assertEquals(List.of(4, 8), steps);
    assertTrue(outcome.out().contains("What heads do"), outcome.out());
    assertTrue(
        Files.readString(folder.resolve("runs/report.html")).contains("no-op mass of heads"));
  }

  /** Images of 8 x 8 in patches of 2 x 2, and the token of the class. */
  @Test
  void aVisionTransformersTokensAreItsPositions() throws IOException {
    compare("vit");
    JsonNode diagnosis = read("vit-outeffhop-seed0/diagnosis.json");
    assertEquals(17 * diagnosis.get("samples").asInt(), diagnosis.get("tokens").asInt());
    assertFalse(diagnosis.get("modules").isEmpty());
    for (JsonNode head : diagnosis.get("heads")) {
      assertTrue(
          head.get("most_attended").asText().matches("\\[CLS]|position ([1-9]|1[0-6])"),
          head::toString);
    }
  }

  @Test
  void ofAForecastOnlyHeadsAreSpokenOf() throws IOException {
    compare("stanhop");
    JsonNode diagnosis = read("stanhop-outeffhop-seed0/diagnosis.json");
    assertTrue(diagnosis.get("owner").isNull());
    assertTrue(diagnosis.get("modules").isEmpty());
    assertFalse(diagnosis.get("heads").isEmpty());
  }
}
