package org.outeffhop.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.outeffhop.cli.CommandRun.Outcome;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.model.checkpoint.Checkpoint;
import org.outeffhop.runtime.OnnxModel;
import org.outeffhop.tensor.Tensors;

/** Converting models that were trained for a few steps. */
@ExtendWith(SharedSmokeRuns.class)
class ConvertCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private static Path folder;
  private static Path runs;
  private static Path text;

  @BeforeAll
  static void take(SmokeRuns trained) {
    runs = trained.runs();
    text = trained.text();
  }

  private static Outcome convert(String run, String... options) {
    List<String> arguments =
        new ArrayList<>(List.of("--quiet", "convert", runs.resolve(run).toString()));
    arguments.addAll(Arrays.asList(options));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private static Outcome short12(String model, Path out, String... more) {
    List<String> options = options12(model, out);
    options.add("--no-execute");
    options.addAll(Arrays.asList(more));
    return convert(model + "-vanilla-seed0", options.toArray(String[]::new));
  }

  private static List<String> options12(String model, Path out) {
    List<String> options =
        new ArrayList<>(
            List.of(
                "--steps",
                "12",
                "--warmup",
                "2",
                "--batch",
                "4",
                "--evaluation-interval",
                "4",
                "--out",
                out.toString()));
    if (!model.equals("vit")) {
      options.addAll(List.of("--batches", "2", "--data", text.toString(), "--length", "32"));
    }
    return options;
  }

  @ParameterizedTest
  @ValueSource(strings = {"bert", "opt", "llama", "vit"})
  void everyModelIsConverted(String model) throws IOException {
    Path out = folder.resolve("converted-" + model);
    Outcome outcome =
        short12(model, out, "--penalty", "1", "--threshold", "0.5", "--learning-rate", "1e-2");
    assertEquals(0, outcome.code(), outcome.err());
    JsonNode stages = JSON.readTree(out.resolve("conversion.json").toFile()).get("stages");
    assertEquals(0, stages.get(0).get("details").get("kl").asDouble(), 1e-9);
    double swapped = stages.get(1).get("maximum_infinity_norm").asDouble();
    double converted = stages.get(2).get("maximum_infinity_norm").asDouble();
    assertTrue(
        converted > 0 && converted < 2 * swapped, swapped + " swapped, converted " + converted);
    requireOriginal(model, stages.get(0));
    try (Checkpoint checkpoint = Checkpoint.read(out)) {
      assertEquals(AttentionMethod.OUTEFFHOP, checkpoint.config().attention().method());
    }
    try (OnnxModel graph = OnnxModel.open(out.resolve("model-int8.onnx"), 1)) {
      String calibration = graph.metadata().get("calibration");
      assertTrue(calibration.contains(" batches of the training part of "), calibration);
      assertTrue(calibration.contains("; range by running-"), calibration);
    }
    requireMeasuredAgain(model, out, stages.get(2));
    if (model.equals("bert")) {
      requireRun(out);
    }
  }

  /** Without training the weights are cut all the same, where a limit is given. */
  @Test
  void weightsAreCutWithoutTraining() throws IOException {
    Path out = folder.resolve("cut");
    List<String> options =
        List.of(
            "--steps",
            "0",
            "--weight-limit",
            "1.5",
            "--range",
            "mse",
            "--no-execute",
            "--out",
            out.toString());
    List<String> amounts = List.of("--batches", "2", "--data", text.toString(), "--length", "32");
    Outcome outcome =
        convert(
            "bert-vanilla-seed0",
            Stream.concat(options.stream(), amounts.stream()).toArray(String[]::new));
    assertEquals(0, outcome.code(), outcome.err());
    String name = "bert.encoder.layer.1.output.dense.weight";
    float[] before = weights(runs.resolve("bert-vanilla-seed0"), name);
    float[] after = weights(out, name);
    double squares = 0;
    for (float weight : before) {
      squares += (double) weight * weight;
    }
    float limit = (float) (1.5 * Math.sqrt(squares / before.length));
    int cut = 0;
    for (int i = 0; i < before.length; i++) {
      float expected = Math.max(-limit, Math.min(limit, before[i]));
      assertEquals(expected, after[i], 1e-6f * limit);
      cut += expected == before[i] ? 0 : 1;
    }
    assertTrue(cut > 0, "no weight was beyond the limit");
    JsonNode stages = JSON.readTree(out.resolve("conversion.json").toFile()).get("stages");
    assertTrue(
        stages.get(2).get("details").get("kl").asDouble()
            > stages.get(1).get("details").get("kl").asDouble(),
        stages.toString());
    requireMeasuredAgain("bert-cut", out, stages.get(2));
  }

  private static float[] weights(Path run, String name) throws IOException {
    try (Checkpoint checkpoint = Checkpoint.read(run)) {
      return Tensors.toFloats(checkpoint.model().parameters().asMap().get(name));
    }
  }

  /** What is written is what was measured: quantize finds the same numbers in the folder. */
  private static void requireMeasuredAgain(String model, Path converted, JsonNode stage)
      throws IOException {
    Path out = folder.resolve("measured-" + model);
    List<String> options =
        new ArrayList<>(
            List.of("--quiet", "quantize", converted.toString(), "--bits", "W8A8", "--out"));
    options.add(out.toString());
    if (!model.equals("vit")) {
      options.addAll(List.of("--data", text.toString(), "--length", "32"));
    }
    Outcome outcome = CommandRun.of(options.toArray(String[]::new));
    assertEquals(0, outcome.code(), outcome.err());
    JsonNode measured = JSON.readTree(out.resolve("result.json").toFile()).get("models").get(0);
    assertNear(stage.get("quality"), measured.get("quality"));
    assertNear(stage.get("quality_w8a8"), measured.get("quantized").get(0).get("quality"));
    assertEquals(stage.get("average_kurtosis"), measured.get("average_kurtosis"));
    assertEquals(stage.get("maximum_infinity_norm"), measured.get("maximum_infinity_norm"));
  }

  /** What is converted is run from its folder as from its file. */
  private static void requireRun(Path converted) throws IOException {
    String text = "the number [MASK]";
    Outcome folder = CommandRun.of("run", converted.toString(), text, "--json");
    assertEquals(0, folder.code(), folder.err());
    assertEquals("int8", JSON.readTree(folder.out()).get("precision").asText());
    Path graph = converted.resolve("model-int8.onnx");
    assertEquals(CommandRun.of("run", graph.toString(), text, "--json").out(), folder.out());
  }

  /** The conversion takes the loss from all scores, since it compares them with the original's. */
  private static void assertNear(JsonNode expected, JsonNode actual) {
    assertEquals(expected.asDouble(), actual.asDouble(), 1e-5 * expected.asDouble());
  }

  /**
   * What the comparison measured on the same held-out data, where that does not depend on batches.
   */
  private static void requireOriginal(String model, JsonNode stage) throws IOException {
    if (model.equals("vit")) {
      JsonNode row =
          JSON.readTree(runs.resolve("vit-vanilla-seed0").resolve("result.json").toFile());
      assertEquals(row.get("quality").asDouble(), stage.get("quality").asDouble(), 1e-6);
    }
  }

  @Test
  void theSameCommandFindsTheConversionMade() throws IOException {
    Path out = folder.resolve("twice");
    assertEquals(0, short12("vit", out).code());
    byte[] weights = Files.readAllBytes(out.resolve("model.safetensors"));
    Outcome again = short12("vit", out);
    assertEquals(0, again.code(), again.err());
    assertTrue(Arrays.equals(weights, Files.readAllBytes(out.resolve("model.safetensors"))));
    Outcome other = short12("vit", out, "--penalty", "0.5");
    assertEquals(1, other.code());
    assertTrue(
        other.err().contains("holds a run with other settings: penalty is 0.02 there and 0.5 here"),
        other.err());
  }

  /** The models here take 32 tokens, less than the 128 that are timed otherwise. */
  @Test
  void graphsAreTimedOnAsManyTokensAsTheModelTakes() throws IOException {
    Path out = folder.resolve("timed");
    Outcome outcome = convert("bert-vanilla-seed0", options12("bert", out).toArray(String[]::new));
    assertEquals(0, outcome.code(), outcome.err());
    JsonNode executed = JSON.readTree(out.resolve("conversion.json").toFile()).get("after");
    Set<Integer> lengths = new HashSet<>();
    executed.get("latencies").forEach(latency -> lengths.add(latency.get("length").asInt()));
    assertEquals(Set.of(32), lengths);
  }

  @Test
  void aLengthThatTheModelDoesNotTakeIsRefusedBeforeAnyWork() {
    Path out = folder.resolve("long");
    Outcome outcome =
        convert(
            "opt-vanilla-seed0",
            "--data",
            text.toString(),
            "--length",
            "33",
            "--out",
            out.toString());
    assertEquals(2, outcome.code());
    assertTrue(outcome.err().contains(" takes at most 32 tokens"), outcome.err());
    assertTrue(Files.notExists(out));
  }

  @Test
  void aModelWithOutEffHopIsRefused() {
    Outcome outcome = convert("opt-outeffhop-seed0", "--data", text.toString());
    assertEquals(2, outcome.code());
    assertTrue(outcome.err().contains("has outeffhop attention already"), outcome.err());
  }

  @ParameterizedTest
  @CsvSource({
    "--batches, 0, batches is 0; it must be at least 1",
    "--patience, -1, 'patience is -1; it must be at least 1, or 0 for all steps'",
    "--threshold, 0, threshold is 0.0; it must be above 0",
    "--weight-limit, -1, weight_limit is -1.0; it must be 0 or above",
    "--quantized-steps, 2000, 'quantized_steps is 2000; it must be from 0 to steps, 800'"
  })
  void whatCannotBeIsRefusedBeforeAnythingIsMeasured(String option, String value, String message) {
    Outcome outcome = convert("opt-vanilla-seed0", "--data", text.toString(), option, value);
    assertEquals(2, outcome.code());
    assertTrue(outcome.err().startsWith("outeffhop: " + message), outcome.err());
  }

  @Test
  void tooSmallACorpusIsRefused() {
    Outcome outcome =
        convert(
            "opt-vanilla-seed0",
            "--data",
            text.toString(),
            "--length",
            "32",
            "--steps",
            "1000000",
            "--out",
            folder.resolve("large").toString());
    assertEquals(1, outcome.code());
    assertTrue(outcome.err().contains("give more data or fewer steps"), outcome.err());
  }

  @Test
  void aComparisonGoesOnFromATrainedModel() throws IOException {
    Path out = folder.resolve("from");
    JsonNode rows = comparisonFrom(out, "vanilla,outeffhop,gated", "6");
    assertEquals(3, rows.size());
    double vanilla = kl(rows.get(0));
    double gated = kl(rows.get(2));
    assertTrue(vanilla < gated, "gates that begin half open cost: " + vanilla + ", " + gated);
  }

  @Test
  void noStepsSwapTheAttentionAlone() throws IOException {
    Path out = folder.resolve("swap");
    JsonNode rows = comparisonFrom(out, "vanilla,outeffhop", "0");
    double vanilla = kl(rows.get(0));
    double swapped = kl(rows.get(1));
    assertEquals(0, vanilla, 1e-9, "no weight is cut");
    assertTrue(vanilla < swapped, "Softmax1 is not Softmax: " + vanilla + ", " + swapped);
    assertTrue(Files.exists(out.resolve("report.html")));
  }

  private JsonNode comparisonFrom(Path out, String methods, String steps) throws IOException {
    Outcome outcome =
        CommandRun.of(
            "--quiet",
            "compare",
            "--from",
            runs.resolve("vit-vanilla-seed0").toString(),
            "--attention",
            methods,
            "--seeds",
            "1",
            "--steps",
            steps,
            "--out",
            out.toString());
    assertEquals(0, outcome.code(), outcome.err());
    return JSON.readTree(out.resolve("result.json").toFile()).get("rows");
  }

  private static double kl(JsonNode row) {
    return row.get("details").get("kl").asDouble();
  }
}
