package org.outeffhop.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.cli.CommandRun.Outcome;

/** Forecasts from the command line, of two sine waves made here. */
class ForecastCommandTest {
  @TempDir private Path folder;

  private Path waves(int steps) throws IOException {
    List<String> lines = new ArrayList<>(List.of("date,slow,fast"));
    for (int step = 0; step < steps; step++) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%d,%.4f,%.4f",
              step,
              10 + 3 * Math.sin(step / 4.0),
              Math.cos(step / 2.0)));
    }
    return Files.write(folder.resolve("waves.csv"), lines);
  }

  private Outcome smoke(String out, String... more) throws IOException {
    List<String> args =
        new ArrayList<>(
            List.of(
                "--quiet",
                "forecast",
                "--preset",
                "smoke",
                "--patience",
                "5",
                "--data",
                waves(300).toString()));
    args.addAll(List.of("--out", folder.resolve(out).toString()));
    args.addAll(List.of(more));
    return CommandRun.of(args.toArray(String[]::new));
  }

  private JsonNode json(String file) throws IOException {
    return new ObjectMapper().readTree(folder.resolve(file).toFile());
  }

  /** No memory is among what is tried on the validation part, so that part's error cannot rise. */
  @Test
  void anExternalMemoryIsPluggedIn() throws IOException {
    Outcome outcome = smoke("memory", "--attention", "vanilla,outeffhop", "--memory", "40");
    assertEquals(0, outcome.code(), outcome.err());
    assertTrue(outcome.out().matches("(?s).*share +beta.*"), outcome.out());
    JsonNode result = json("memory/result.json");
    assertEquals(40, result.get("settings").get("stanhop").get("memory_windows").asInt());
    for (JsonNode row : result.get("rows")) {
      JsonNode details = row.get("details");
      double without = details.get("validation_mse").asDouble();
      double with = details.get("memory_validation_mse").asDouble();
      boolean plugged = details.get("memory_share").asDouble() > 0;
      assertTrue(plugged ? with < without : Math.abs(with - without) < 1e-6, row::toString);
      double quality = row.get("quality").asDouble();
      assertEquals(plugged, Math.abs(details.get("memory_mse").asDouble() - quality) > 1e-6);
    }
    Outcome negative = smoke("negative", "--memory", "-1");
    assertEquals(2, negative.code());
    assertTrue(negative.err().contains("memory is -1"), negative.err());
  }

  @Test
  void sineWavesAreLearnedAndEverythingIsWritten() throws IOException {
    Outcome outcome =
        smoke(
            "out",
            "--attention",
            "vanilla,gated-outeffhop",
            "--epochs",
            "5",
            "--learning-rate",
            "0.006");
    assertEquals(0, outcome.code(), outcome.err());
    assertTrue(outcome.out().contains("change against vanilla"), outcome.out());
    assertTrue(outcome.out().contains("2 series, 210 + 30 + 60 steps"), outcome.out());
    JsonNode result = json("out/result.json");
    assertEquals(2, result.get("rows").size());
    for (JsonNode row : result.get("rows")) {
      JsonNode details = row.get("details");
      double naive = details.get("naive_mse").asDouble();
      assertTrue(row.get("quality").asDouble() < naive / 2, row + " against " + naive);
      assertTrue(row.get("quality_w8a8").asDouble() < naive, row::toString);
      assertTrue(details.get("mae").asDouble() < details.get("naive_mae").asDouble());
      assertTrue(row.get("average_kurtosis").asDouble() > 1, row::toString);
      assertTrue(details.get("epochs").asInt() <= 5, row::toString);
    }
    JsonNode config = json("out/stanhop-gated-outeffhop-seed0/config.json");
    assertEquals("gated-outeffhop", config.get("attention_method").asText());
    assertEquals(2, config.get("num_input_channels").asInt());
    assertEquals(0.0, result.get("settings").get("stanhop").get("dropout").asDouble());
    assertTrue(Files.exists(folder.resolve("out/stanhop-vanilla-seed0/model.safetensors")));
    assertTrue(json("out/run.json").get("command").asText().contains("forecast"));
    Outcome again = smoke("out", "--attention", "vanilla", "--epochs", "4");
    assertEquals(1, again.code());
    assertTrue(again.err().contains("epochs is 5 there and 4 here"), again.err());
  }

  @Test
  void theSameSeedGivesTheSameErrorsAndAnotherSeedOthers() throws IOException {
    String[] choice = {"--attention", "outeffhop", "--seeds", "2"};
    assertEquals(0, smoke("first", choice).code());
    assertEquals(0, smoke("second", choice).code());
    JsonNode rows = json("first/result.json").get("rows");
    assertEquals(
        rows.get(0).get("quality"), json("second/result.json").get("rows").get(0).get("quality"));
    assertTrue(rows.get(0).get("quality").asDouble() != rows.get(1).get("quality").asDouble());
  }

  @Test
  void theBuiltInSeriesIsLorenz96() {
    Outcome outcome =
        CommandRun.of(
            "--quiet",
            "forecast",
            "--preset",
            "smoke",
            "--attention",
            "outeffhop",
            "--split",
            "60,30,30",
            "--json",
            "--out",
            folder.resolve("built-in").toString());
    assertEquals(0, outcome.code(), outcome.err());
    assertTrue(outcome.out().contains("Lorenz-96 (D 8, F 8.0"), outcome.out());
  }

  @Test
  void mistakesAreNamed() throws IOException {
    Outcome missing = CommandRun.of("forecast", "--data", folder.resolve("no.csv").toString());
    assertEquals(1, missing.code());
    assertTrue(missing.err().contains("no.csv"), missing.err());
    Outcome split = smoke("a", "--split", "300,200,100");
    assertEquals(1, split.code());
    assertTrue(split.err().contains("waves.csv has 300 time steps"), split.err());
    Outcome two = smoke("b", "--split", "300,50");
    assertEquals(2, two.code());
    assertTrue(two.err().contains("--split has 2 numbers; it takes three"), two.err());
    Outcome preset = smoke("c", "--preset", "smoke", "--attention", "softmax");
    assertEquals(2, preset.code());
    Outcome heads = smoke("d", "--heads", "3");
    assertEquals(2, heads.code());
    assertTrue(heads.err().contains("d_model is 16 and num_attention_heads 3"), heads.err());
  }
}
