package org.outeffhop.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.outeffhop.cli.CommandRun.Outcome;
import org.outeffhop.tensor.SafeTensors;

/** Quantizing the runs of a comparison of all kinds of models. */
@ExtendWith(SharedSmokeRuns.class)
class QuantizeCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BERT = "bert-vanilla-seed0";

  @TempDir private static Path folder;
  private static Path runs;
  private static Path text;

  @BeforeAll
  static void take(SmokeRuns trained) {
    runs = trained.runs();
    text = trained.text();
  }

  private static Outcome quantize(Path run, String... options) {
    List<String> arguments = new ArrayList<>(List.of("--quiet", "quantize", run.toString()));
    arguments.addAll(Arrays.asList(options));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private static Outcome measured(Path run, Path out, String... options) {
    List<String> all = new ArrayList<>(List.of("--out", out.toString()));
    if (!run.getFileName().toString().matches("(vit|stanhop)-.*")) {
      all.addAll(List.of("--data", text.toString()));
    }
    all.addAll(Arrays.asList(options));
    Outcome outcome = quantize(run, all.toArray(String[]::new));
    assertEquals(0, outcome.code(), outcome.err());
    return outcome;
  }

  private static JsonNode result(String name, Path run, String... options) throws IOException {
    Path out = folder.resolve(name);
    measured(run, out, options);
    return JSON.readTree(out.resolve("result.json").toFile());
  }

  private static void requireRefused(int code, String message, Path run, String... options) {
    Outcome outcome = quantize(run, options);
    assertEquals(code, outcome.code(), outcome.err());
    assertTrue(outcome.err().startsWith("outeffhop: " + message), outcome.err());
    assertEquals("", outcome.out());
  }

  @Test
  void everyRunsOwnNumbersComeOutAgain() throws IOException {
    JsonNode models = result("all", runs, "--bits", "W8A8,W4A4").get("models");
    assertEquals(10, models.size());
    for (JsonNode model : models) {
      String run = model.get("run").asText();
      JsonNode row = JSON.readTree(runs.resolve(run).resolve("result.json").toFile());
      assertEquals(row.get("model"), model.get("model"), run);
      assertEquals(row.get("attention"), model.get("attention"), run);
      assertEquals(row.get("measure"), model.get("measure"), run);
      requireEqual(row, "quality", model.get("quality"));
      requireEqual(row, "quality_w8a8", model.get("quantized").get(0).get("quality"));
      requireEqual(row, "average_kurtosis", model.get("average_kurtosis"));
      requireEqual(row, "maximum_infinity_norm", model.get("maximum_infinity_norm"));
      assertTrue(model.get("own_data").asBoolean(), run);
      requireConsistent(model, model.get("quantized").get(1));
    }
  }

  /** Measured in micro-batches of 16 windows, from whose sizes the ranges follow too. */
  @Test
  void aForecastTrainedInMicroBatchesIsMeasuredInThem() throws IOException {
    Path forecasts = folder.resolve("micro");
    String command = "--quiet forecast --preset smoke --attention outeffhop --batch 48 --out";
    Outcome outcome =
        CommandRun.of(
            Stream.concat(Stream.of(command.split(" ")), Stream.of(forecasts.toString()))
                .toArray(String[]::new));
    assertEquals(0, outcome.code(), outcome.err());
    Path run = forecasts.resolve("stanhop-outeffhop-seed0");
    JsonNode row = JSON.readTree(run.resolve("result.json").toFile());
    JsonNode settings = JSON.readTree(run.resolve("settings.json").toFile());
    assertEquals(16, settings.get("micro_batch_size").asInt());
    JsonNode model = result("micro-quantized", run).get("models").get(0);
    requireEqual(row, "quality", model.get("quality"));
    requireEqual(row, "quality_w8a8", model.get("quantized").get(0).get("quality"));
  }

  private static void requireEqual(JsonNode row, String field, JsonNode actual) {
    assertEquals(row.get(field).asDouble(), actual.asDouble(), row.get("model") + " " + field);
  }

  private static void requireConsistent(JsonNode model, JsonNode setting) {
    double full = model.get("quality").asDouble();
    double quality = setting.get("quality").asDouble();
    assertEquals("W4A4", setting.get("bits").asText());
    assertEquals(100 * (quality - full) / full, setting.get("change").asDouble(), 1e-9);
    double sign = model.get("measure").asText().equals("top1") ? -1 : 1;
    assertEquals(sign * 100 * (quality - full) / full, setting.get("lost").asDouble(), 1e-9);
  }

  @Test
  void theTableBeginsWithFullPrecision() throws IOException {
    Path run = runs.resolve("opt-outeffhop-seed0");
    String printed =
        measured(
                run,
                folder.resolve("printed"),
                "--bits",
                "W8A8,W2A8",
                "--weights",
                "channel",
                "--range",
                "mse",
                "--symmetric",
                "--keep",
                "lm_head.*,.*fc1.*")
            .out();
    List<JsonNode> numbers = new ArrayList<>();
    JsonNode model =
        JSON.readTree(folder.resolve("printed/result.json").toFile()).get("models").get(0);
    numbers.add(model.get("quality"));
    model.get("quantized").forEach(setting -> numbers.add(setting.get("quality")));
    assertAll(
        () -> assertTrue(printed.contains("opt-outeffhop-seed0: opt, outeffhop"), printed),
        () -> assertTrue(printed.contains("Weights: symmetric, a scale a channel"), printed),
        () -> assertTrue(printed.contains("Activations: symmetric, static, range by mse"), printed),
        () -> assertTrue(printed.contains("In full precision: lm_head.*, .*fc1.*"), printed),
        () ->
            assertEquals(
                numbers.stream()
                    .map(number -> String.format(Locale.ROOT, "%.2f", number.asDouble()))
                    .toList(),
                printed
                    .lines()
                    .filter(line -> line.matches("(fp32|W\\dA\\d) .*"))
                    .map(line -> line.split(" +")[1])
                    .toList()));
  }

  @Test
  void keepingEverythingCostsNothing() throws IOException {
    JsonNode model =
        result("kept", runs.resolve("llama-vanilla-seed0"), "--bits", "W2A2", "--keep", ".*")
            .get("models")
            .get(0);
    double full = model.get("quality").asDouble();
    assertEquals(full, model.get("quantized").get(0).get("quality").asDouble(), 1e-5 * full);
  }

  @Test
  void sensitivityListsEveryModuleTheDearestFirst() throws IOException {
    Path run = runs.resolve("bert-outeffhop-seed0");
    JsonNode setting =
        result("sensitive", run, "--bits", "W3A3", "--sensitivity", "--batches", "1")
            .get("models")
            .get(0)
            .get("quantized")
            .get(0);
    List<Double> costs = new ArrayList<>();
    List<String> modules = new ArrayList<>();
    for (JsonNode cost : setting.get("sensitivity")) {
      costs.add(cost.get("lost").asDouble());
      modules.add(cost.get("module").asText());
    }
    assertTrue(costs.size() > 15, modules.toString());
    assertTrue(modules.contains("bert.encoder.layer.1.output.dense"), modules.toString());
    assertEquals(costs.stream().sorted((a, b) -> Double.compare(b, a)).toList(), costs);
    String printed =
        measured(
                run,
                folder.resolve("sensitive-printed"),
                "--bits",
                "W3A3",
                "--sensitivity",
                "--batches",
                "1")
            .out();
    List<String> listed =
        printed
            .lines()
            .dropWhile(line -> !line.startsWith("W3A3 alone"))
            .skip(2)
            .takeWhile(line -> !line.isBlank())
            .map(line -> line.split(" ")[0])
            .toList();
    assertEquals(modules.subList(0, 15), listed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.7", "gamma"})
  void smoothingComesBesideAndLeavesTheOthersAlone(String scales) throws IOException {
    Path run = runs.resolve(BERT);
    JsonNode plain = result("plain-" + scales, run, "--bits", "W16A16,W4A8").get("models").get(0);
    JsonNode smoothed =
        result("smoothed-" + scales, run, "--bits", "W16A16,W4A8", "--smooth", scales)
            .get("models")
            .get(0);
    double full = smoothed.get("quality").asDouble();
    JsonNode settings = smoothed.get("quantized");
    assertEquals(4, settings.size());
    for (int i = 0; i < 2; i++) {
      assertEquals(
          plain.get("quantized").get(i).get("quality").asDouble(),
          settings.get(i).get("quality").asDouble(),
          1e-9 * full);
      assertEquals(scales, settings.get(2 + i).get("smoothing").asText());
    }
    assertEquals(full, settings.get(2).get("quality").asDouble(), 1e-3 * full);
    assertFalse(
        settings.get(1).get("quality").equals(settings.get(3).get("quality")), "nothing moved");
  }

  @Test
  void everyPlaceHasTheAlphaThatSuitsIt() throws IOException {
    Path run = runs.resolve(BERT);
    JsonNode searched =
        result(
                "searched",
                run,
                "--bits",
                "W4A8",
                "--smooth",
                "search",
                "--activations",
                "per-token")
            .get("models")
            .get(0)
            .get("quantized");
    assertEquals("search", searched.get(1).get("smoothing").asText());
  }

  /** One run of every kind, whose ONNX graphs are measured on the batches that the model is. */
  @ParameterizedTest
  @ValueSource(strings = {"bert", "opt", "llama", "vit", "stanhop"})
  void executionStandsBesideSimulation(String kind) throws IOException {
    Path run = runs.resolve(kind + "-outeffhop-seed0");
    Path out = folder.resolve("executed-" + kind);
    String printed =
        measured(
                run,
                out,
                "--bits",
                "W8A8",
                "--execute",
                "--threads",
                "1",
                "--rounds",
                "2",
                "--time-batches",
                "1,3",
                "--time-lengths",
                "5,7")
            .out();
    JsonNode model = JSON.readTree(out.resolve("result.json").toFile()).get("models").get(0);
    JsonNode execution = model.get("execution");
    Map<String, Double> quality = new LinkedHashMap<>();
    for (JsonNode measured : execution.get("qualities")) {
      quality.put(measured.get("by").asText(), measured.get("quality").asDouble());
    }
    double full = model.get("quality").asDouble();
    double simulated = quality.get("simulated-graph");
    double difference = 100 * (quality.get("int8") / simulated - 1);
    boolean tokens = !kind.equals("vit") && !kind.equals("stanhop");
    assertAll(
        () -> assertEquals(full, quality.get("libtorch")),
        () -> assertEquals(full, quality.get("fp32"), 1e-4 * full),
        () ->
            assertEquals(
                model.get("quantized").get(0).get("quality").asDouble(),
                quality.get("simulated"),
                1e-9 * full),
        () -> assertEquals(simulated, quality.get("int8"), 0.01 * full),
        () -> assertEquals(full, quality.get("int8-dynamic"), 0.02 * full),
        () -> assertEquals(difference, execution.get("difference").asDouble(), 1e-9),
        () -> assertEquals(3, execution.get("files").size()),
        () -> assertEquals(4 * 2 * (tokens ? 2 : 1), execution.get("latencies").size()),
        () -> assertEquals(tokens, execution.get("latencies").get(0).get("length").isInt()),
        () ->
            assertTrue(printed.contains("Executed int8 differs from its simulation by "), printed));
  }

  @Test
  void predictionWritesCorrelationsChartsAndASentence() throws IOException {
    Path out = folder.resolve("predicted");
    String printed = measured(runs, out, "--bits", "W6A6,W4A4", "--predict").out();
    JsonNode result = JSON.readTree(out.resolve("result.json").toFile());
    JsonNode correlations = result.get("correlations");
    assertEquals(2 * 3 * 6, correlations.size());
    for (JsonNode row : correlations) {
      boolean all = row.get("model").asText().equals("all");
      assertEquals(all ? 10 : 2, row.get("runs").asInt());
      assertEquals(!all, row.get("low").isNull());
      if (!row.get("low").isNull()) {
        assertTrue(row.get("low").asDouble() <= row.get("high").asDouble());
      }
    }
    requirePoints(2 * 2 + 2, out.resolve("loss-bert-kurtosis.svg"));
    requirePoints(2 * 2 + 2, out.resolve("loss-stanhop-norm.svg"));
    requirePoints(10 * 2 + 2, out.resolve("ranks-kurtosis.svg"));
    requirePoints(10 * 2 + 2, out.resolve("ranks-norm.svg"));
    assertTrue(
        printed.contains("bert, average kurtosis: 2 runs are too few for an interval"), printed);
    assertTrue(printed.contains("all models, maximum inf. norm: "), printed);
  }

  /** Those of the runs and those of the legend. */
  private static void requirePoints(int expected, Path chart) throws IOException {
    String svg = Files.readString(chart);
    assertEquals(expected, svg.split("class=\"marker\"", -1).length - 1, chart.toString());
  }

  @Test
  void whatCannotBeIsRefusedBeforeAnythingIsMeasured() throws IOException {
    Path run = runs.resolve(BERT);
    String given = text.toString();
    requireRefused(2, "weight bits is 1; it takes 2 to 16", run, "--bits", "W1A8");
    requireRefused(2, "activation bits is 17; it takes 2 to 16", run, "--bits", "W8A17");
    requireRefused(2, "bits are '8'; they are written like W8A8", run, "--bits", "8");
    requireRefused(2, "range is 'max'; it can be current-min-max", run, "--range", "max");
    requireRefused(
        2,
        "'row' is not a valid value of --weights; it can be tensor, channel",
        run,
        "--weights",
        "row");
    requireRefused(2, "percentile is 40.0; it takes", run, "--range", "percentile:40");
    requireRefused(2, "alpha is 1.5; it takes 0 to 1", run, "--smooth", "1.5");
    requireRefused(
        2, "calibration-batches is 0; it must be at least 1", run, "--calibration-batches", "0");
    requireRefused(2, "--predict is given with --smooth", run, "--predict", "--smooth", "0.5");
    requireRefused(
        2, "execution is asked for with smoothing 0.5", run, "--execute", "--smooth", "0.5");
    requireRefused(2, "--threads is 2, but nothing is run", run, "--threads", "2");
    requireRefused(2, "--cpu is vnni, but nothing is run", run, "--cpu", "vnni");
    requireRefused(
        2, "threads is 0; it must be from 1 to 1024", run, "--execute", "--threads", "0");
    requireRefused(
        1,
        BERT + ": a timed length is 999; the model takes at most 32 tokens",
        run,
        "--data",
        given,
        "--execute",
        "--time-lengths",
        "999");
    requireRefused(
        1,
        BERT + ": the name pattern 'bert.encoder.layer.9.*' matches no module; nearest: ",
        run,
        "--data",
        given,
        "--keep",
        "bert.encoder.layer.9.*");
    requireRefused(1, run + " was trained on ", run);
    requireRefused(
        2,
        "--split is given, but none of the models [bert] is trained on series",
        run,
        "--split",
        "3,2,1");
    requireRefused(1, "there is no folder " + folder.resolve("none"), folder.resolve("none"));
    Path empty = Files.createDirectories(folder.resolve("empty"));
    requireRefused(1, empty + " holds no model: there is no config.json", empty);
    requireRefused(
        1,
        "scales cannot be moved in a model of model_type llama; they can in bert, opt, gpt2, vit",
        runs.resolve("llama-vanilla-seed0"),
        "--data",
        given,
        "--smooth",
        "search");
    requireRefused(
        1, runs + " already holds a complete run", run, "--data", given, "--out", runs.toString());
  }

  /** All weights are finite, but one product of them is not. */
  @Test
  void activationsThatOverflowAreRefusedWithTheFirstModule() throws IOException {
    Path run = runs.resolve("opt-vanilla-seed0");
    Path copy =
        SmokeRuns.copy(
            run, folder.resolve("overflowing"), "config.json", "settings.json", "tokenizer.json");
    Map<String, Tensor> weights = SafeTensors.read(run.resolve("model.safetensors"));
    try (NoGradGuard constant = new NoGradGuard()) {
      weights.get("model.decoder.layers.1.fc1.weight").fill_(new Scalar(3e38));
      SafeTensors.write(copy.resolve("model.safetensors"), weights, Map.of("format", "pt"));
    } finally {
      weights.values().forEach(Tensor::close);
    }
    requireRefused(
        1,
        "overflowing: model.decoder.layers.1.fc1: range is ",
        copy,
        "--data",
        text.toString(),
        "--execute");
  }

  @Test
  void aCheckpointOfAnotherOriginNeedsAText() throws IOException {
    Path copy =
        SmokeRuns.copy(
            runs.resolve(BERT),
            folder.resolve("other"),
            "config.json",
            "model.safetensors",
            "tokenizer.json");
    requireRefused(1, copy + " has no settings.json of a comparison", copy);
    JsonNode model =
        result("of-other", copy, "--bits", "W8A8", "--batch", "4", "--batches", "4")
            .get("models")
            .get(0);
    JsonNode row = JSON.readTree(runs.resolve(BERT).resolve("result.json").toFile());
    requireEqual(row, "quality", model.get("quality"));
    assertFalse(model.get("own_data").asBoolean());
  }
}
