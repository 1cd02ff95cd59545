package org.outeffhop.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.outeffhop.cli.CommandRun.Outcome;

/** Pretraining models further that were trained for a few steps. */
@ExtendWith(SharedSmokeRuns.class)
class RegrowthCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private static Path folder;
  private static Path runs;
  private static Path text;

  @BeforeAll
  static void take(SmokeRuns trained) {
    runs = trained.runs();
    text = trained.text();
  }

  private static Outcome regrowth(String run, Path out, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--quiet",
                "study",
                "regrowth",
                runs.resolve(run).toString(),
                "--data",
                text.toString(),
                "--out",
                out.toString()));
    List<String> given = Arrays.asList(more);
    for (List<String> usual :
        List.of(
            List.of("--steps", "4"),
            List.of("--warmup", "1"),
            List.of("--batch", "4"),
            List.of("--length", "32"),
            List.of("--evaluation-interval", "2"),
            List.of("--parallel", "1"))) {
      if (!given.contains(usual.get(0))) {
        arguments.addAll(usual);
      }
    }
    arguments.addAll(given);
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private static List<JsonNode> measured(Path run) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
      JsonNode fields = JSON.readTree(line);
      if (fields.has("average_kurtosis")) {
        lines.add(fields);
      }
    }
    return lines;
  }

  @ParameterizedTest
  @CsvSource({"bert, perplexity", "opt, perplexity"})
  void theCurveBeginsAtTheModelAsItWas(String model, String measure) throws IOException {
    Path out = folder.resolve("regrowth-" + model);
    Outcome outcome = regrowth(model + "-vanilla-seed0", out);
    assertEquals(0, outcome.code(), outcome.err());
    List<JsonNode> vanilla = measured(out.resolve(model + "-vanilla-seed0"));
    assertEquals(List.of(0, 2, 4), vanilla.stream().map(l -> l.get("step").asInt()).toList());
    JsonNode asItWas = quantized(model);
    assertEquals(asItWas.get("quality"), vanilla.get(0).get("eval_" + measure));
    assertEquals(
        asItWas.get("quantized").get(0).get("quality"),
        vanilla.get(0).get("eval_" + measure + "_w8a8"));
    assertEquals(asItWas.get("average_kurtosis"), vanilla.get(0).get("average_kurtosis"));
    List<JsonNode> swapped = measured(out.resolve(model + "-outeffhop-seed0"));
    assertTrue(
        swapped.get(0).get("average_kurtosis").asDouble()
            != vanilla.get(0).get("average_kurtosis").asDouble());
    assertTrue(outcome.out().contains("vanilla, 1 seed: after 4 steps"), outcome.out());
    assertTrue(outcome.out().contains("no penalty and no teacher"), outcome.out());
  }

  /** The same model, measured by another command on as much of the same text. */
  private static JsonNode quantized(String model) throws IOException {
    Path out = folder.resolve("quantized-" + model);
    List<String> arguments =
        new ArrayList<>(
            List.of("--quiet", "quantize", runs.resolve(model + "-vanilla-seed0").toString()));
    arguments.addAll(List.of("--bits", "W8A8", "--data", text.toString(), "--length", "32"));
    arguments.addAll(List.of("--batch", "32", "--batches", "2", "--calibration-batches", "4"));
    arguments.addAll(List.of("--out", out.toString()));
    Outcome outcome = CommandRun.of(arguments.toArray(String[]::new));
    assertEquals(0, outcome.code(), outcome.err());
    return JSON.readTree(out.resolve("result.json").toFile()).get("models").get(0);
  }

  /** A model whose blocks begin with a start token is measured so again after its training. */
  @Test
  void theStartOfBlocksStays() throws IOException {
    Path start = folder.resolve("bos");
    SmokeRuns.copy(
        runs.resolve("opt-vanilla-seed0"),
        start,
        "config.json",
        "model.safetensors",
        "tokenizer.json",
        "settings.json");
    ObjectNode settings = (ObjectNode) JSON.readTree(start.resolve("settings.json").toFile());
    settings.put("block_start", "bos");
    Files.writeString(start.resolve("settings.json"), settings.toString());
    Path out = folder.resolve("regrowth-bos");
    Outcome outcome = regrowth(start.toString(), out, "--attention", "vanilla");
    assertEquals(0, outcome.code(), outcome.err());
    Path run = out.resolve("opt-vanilla-seed0");
    assertEquals(
        "bos", JSON.readTree(run.resolve("settings.json").toFile()).path("block_start").asText());
    JsonNode row = JSON.readTree(run.resolve("result.json").toFile());
    Path again = folder.resolve("quantized-bos");
    Outcome measured =
        CommandRun.of(
            "--quiet",
            "quantize",
            run.toString(),
            "--bits",
            "W8A8",
            "--data",
            text.toString(),
            "--out",
            again.toString());
    assertEquals(0, measured.code(), measured.err());
    assertEquals(
        row.get("quality"),
        JSON.readTree(again.resolve("result.json").toFile()).get("models").get(0).get("quality"));
  }

  @Test
  void trainingIsOrdinary() throws IOException {
    Path out = folder.resolve("ordinary");
    assertEquals(
        0, regrowth("opt-vanilla-seed0", out, "--steps", "30", "--learning-rate", "3e-3").code());
    List<JsonNode> lines = measured(out.resolve("opt-vanilla-seed0"));
    double before = lines.get(0).get("eval_perplexity").asDouble();
    double after = lines.get(lines.size() - 1).get("eval_perplexity").asDouble();
    assertTrue(after < before, before + " before, " + after + " after");
    JsonNode settings = JSON.readTree(out.resolve("opt-vanilla-seed0/settings.json").toFile());
    assertEquals("constant", settings.get("schedule").asText());
    assertEquals(0.01, settings.get("weight_decay").asDouble());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "opt-outeffhop-seed0|--attention|vanilla|has outeffhop attention, and vanilla is asked; only vanilla attention can be swapped",
        "vit-vanilla-seed0|--attention|vanilla|pretraining goes on with a language model",
        "opt-vanilla-seed0|--length|100000|length is 100000; it must be from",
      })
  void whatCannotBePretrainedIsRefused(String run, String option, String value, String message) {
    Path out = folder.resolve("refused");
    Outcome outcome = regrowth(run, out, option, value);
    assertTrue(outcome.code() == 1 || outcome.code() == 2, outcome.out());
    assertTrue(outcome.err().contains(message), outcome.err());
    assertTrue(!Files.exists(out), "nothing is written");
  }
}
