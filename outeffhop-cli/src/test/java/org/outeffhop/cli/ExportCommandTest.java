package org.outeffhop.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.outeffhop.cli.CommandRun.Outcome;
import org.outeffhop.files.VouchedFiles;
import org.outeffhop.machine.Processor;
import org.outeffhop.runtime.OnnxModel;

/** Exporting a tiny run of every kind of model. */
@ExtendWith(SharedSmokeRuns.class)
class ExportCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private static Path folder;
  private static ExportedRuns runs;

  @BeforeAll
  static void take(SmokeRuns trained) {
    runs = new ExportedRuns(trained, folder);
  }

  private JsonNode result(String model, String... options) throws IOException {
    return JSON.readTree(runs.export(model, options).resolve("result.json").toFile());
  }

  @ParameterizedTest
  @ValueSource(strings = {"bert", "opt", "llama", "vit", "stanhop"})
  void everyModelInEveryPrecision(String model) throws IOException {
    JsonNode full = result(model);
    if (List.of("opt", "llama").contains(model)) {
      requireFused(model, full);
    }
    double difference = full.get("agreement").get("difference").asDouble();
    assertTrue(difference < 1e-4, "difference " + difference);
    assertTrue(full.get("agreement").get("largest").asDouble() > 0.1);
    assertTrue(full.get("format").isNull());
    String[] data = data(model);
    JsonNode fixed = result(model, with(data, "--precision", "int8"));
    JsonNode dynamic = result(model, with(data, "--precision", "int8-dynamic"));
    for (JsonNode eight : List.of(fixed, dynamic)) {
      double lost = eight.get("agreement").get("difference").asDouble();
      double largest = eight.get("agreement").get("largest").asDouble();
      assertTrue(lost > difference && lost < 0.25 * largest, model + " " + lost + " " + largest);
      assertEquals(7, eight.get("format").get("weight_bits").asInt());
      assertEquals("any", eight.get("format").get("cpu").asText());
    }
    assertTrue(fixed.get("calibration").asText().startsWith("2 batches of the training part of "));
    assertTrue(
        fixed.get("audit").get("after").has("com.microsoft.QGemm")
            || fixed.get("audit").get("after").has("QLinearMatMul"),
        fixed.get("audit").toString());
    assertFalse(full.get("audit").get("after").has("com.microsoft.QGemm"));
    // A decoder's head is kept in full precision; no probe sees a forecast's decoder positions.
    assertEquals(
        Map.of("opt", 1, "llama", 1, "stanhop", 2).getOrDefault(model, 0),
        products(fixed.get("audit").get("after")),
        fixed.get("audit").get("missed").toString());
  }

  private static int products(JsonNode operators) {
    return Stream.of("Gemm", "MatMul", "FusedMatMul", "com.microsoft.FusedMatMul")
        .mapToInt(name -> operators.path(name).asInt())
        .sum();
  }

  /** An x86 without VNNI is told that products are slow; one with it, and other graphs, nothing. */
  @Test
  void aGraphForVnniSaysSoWhereThereIsNone() throws IOException {
    Path out = runs.export("opt", with(data("opt"), "--precision", "int8", "--cpu", "vnni"));
    JsonNode format = JSON.readTree(out.resolve("result.json").toFile()).get("format");
    assertEquals("vnni", format.get("cpu").asText());
    assertEquals(8, format.get("weight_bits").asInt());
    try (OnnxModel model = OnnxModel.open(out.resolve("model.onnx"), 1)) {
      assertEquals("vnni", model.metadata().get("cpu"));
    }
    Path avx2 = Files.writeString(folder.resolve("avx2"), "flags\t: avx2\n");
    Path vnni = Files.writeString(folder.resolve("vnni"), "flags\t: avx2 avx_vnni\n");
    String warning = out.resolve("model.onnx") + " is made for processors with VNNI, which this";
    String run = runs.run("opt").toString();
    String text = runs.text().toString();
    assertTrue(said(avx2, "run", out.toString(), "the number").contains(warning));
    assertFalse(said(vnni, "run", out.toString(), "the number").contains("VNNI"));
    String[] measured = {
      "quantize", run, "--data", text, "--bits", "W8A8", "--execute", "--rounds", "1", "--out"
    };
    String executed = "the graph in eight bits is made for processors with VNNI";
    String slow = folder.resolve("slow").toString();
    assertTrue(said(avx2, with(measured, slow, "--cpu", "vnni")).contains(executed));
    assertFalse(said(avx2, with(measured, slow + "-any")).contains("VNNI"));
    String[] exported = {
      "export",
      run,
      "--data",
      text,
      "--precision",
      "int8-dynamic",
      "--cpu",
      "vnni",
      "--out",
      slow + "er"
    };
    assertTrue(said(avx2, exported).contains("is made for processors with VNNI, which this"));
  }

  /** What a command writes to standard error on another processor. */
  private static String said(Path processor, String... command) {
    ByteArrayOutputStream error = new ByteArrayOutputStream();
    PrintStream before = System.err;
    System.setErr(new PrintStream(error, true, StandardCharsets.UTF_8));
    System.setProperty(Processor.FILE, processor.toString());
    try {
      Outcome outcome = CommandRun.of(command);
      assertEquals(0, outcome.code(), outcome.err());
    } finally {
      System.clearProperty(Processor.FILE);
      System.setErr(before);
    }
    return error.toString(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource({
    "bert, 1, 'SmoothQuant, alpha 1.0'",
    "opt, 1, 'SmoothQuant, alpha 1.0'",
    "vit, 1, 'SmoothQuant, alpha 1.0'",
    "bert, gamma, gamma migration",
    "opt, gamma, gamma migration"
  })
  void scalesMoveBeforeEightBits(String model, String scales, String words) throws IOException {
    String[] eight = with(data(model), "--precision", "int8");
    JsonNode plain = result(model, eight).get("agreement");
    List<TensorProto> constants = constants(model);
    JsonNode smoothed = result(model, with(eight, "--smooth", scales));
    String calibration = smoothed.get("calibration").asText();
    assertTrue(calibration.endsWith("; " + words), calibration);
    double moved = smoothed.get("agreement").get("difference").asDouble();
    assertTrue(
        moved < 0.25 * plain.get("largest").asDouble(), "the model is another one: " + moved);
    assertNotEquals(constants, constants(model), "nothing moved");
    assertEquals(plain.get("largest"), smoothed.get("agreement").get("largest"));
  }

  /** Weights, scales and zero points of the int8 graph. */
  private static List<TensorProto> constants(String model) throws IOException {
    Path file = folder.resolve(model + "-int8").resolve("model.onnx");
    return ModelProto.parseFrom(Files.readAllBytes(file)).getGraph().getInitializerList();
  }

  private void requireFused(String model, JsonNode full) throws IOException {
    JsonNode fused = result(model, "--fused-attention");
    assertTrue(fused.get("agreement").get("difference").asDouble() < 1e-4);
    assertEquals(
        full.get("audit").get("after").get("Softmax"),
        fused.get("audit").get("after").get("com.microsoft.GroupQueryAttention"));
  }

  /** What a model is calibrated on; only language models read text. */
  private static String[] data(String model) {
    String[] batches = {"--calibration-batches", "2"};
    return List.of("vit", "stanhop").contains(model)
        ? batches
        : with(batches, "--data", runs.text().toString());
  }

  private static String[] with(String[] some, String... others) {
    List<String> all = new ArrayList<>(Arrays.asList(some));
    all.addAll(Arrays.asList(others));
    return all.toArray(String[]::new);
  }

  /** The metadata say what the graph is, and files are listed with their sizes. */
  @Test
  void metadataAndFiles() throws IOException {
    Path out =
        runs.export(
            "opt",
            "--data",
            runs.text().toString(),
            "--precision",
            "int8",
            "--weights",
            "channel",
            "--range",
            "mse");
    try (OnnxModel model = OnnxModel.open(out.resolve("model.onnx"), 1)) {
      assertEquals("opt", model.metadata().get("model"));
      assertEquals("outeffhop", model.metadata().get("attention"));
      assertEquals(Version.ofProject(), model.metadata().get("version"));
      assertTrue(model.metadata().get("calibration").endsWith("; range by mse"));
      assertEquals(List.of("logits", "last_hidden_state"), model.outputs());
    }
    JsonNode result = JSON.readTree(out.resolve("result.json").toFile());
    assertEquals("a scale a channel", result.get("format").get("weights").asText());
    for (JsonNode file : result.get("files")) {
      assertEquals(Files.size(out.resolve(file.get("name").asText())), file.get("bytes").asLong());
    }
    assertEquals(2, result.get("files").size());
  }

  @Test
  void tablesOrJson() throws IOException {
    Path out = folder.resolve("printed");
    Outcome printed =
        ExportedRuns.command("export", runs.run("vit").toString(), "--out", out.toString());
    assertEquals(0, printed.code(), printed.err());
    assertTrue(printed.out().startsWith(runs.run("vit") + ": vit, outeffhop, fp32\n"));
    for (String part :
        List.of(
            "to fp32 weights", "what runs", "Not fused: ", "Largest difference from libtorch: ")) {
      assertTrue(printed.out().contains(part), printed.out());
    }
    Outcome again =
        ExportedRuns.command(
            "export", runs.run("vit").toString(), "--out", out.toString(), "--json");
    assertEquals(0, again.code(), again.err());
    assertEquals(VouchedFiles.content(out.resolve("result.json")), JSON.readTree(again.out()));
  }

  /** A folder of Hugging Face's with vocab.txt gets a tokenizer.json; int8 needs text. */
  @Test
  void encoderOfHuggingFace() throws IOException {
    Path encoder = TinyEncoder.write(folder.resolve("encoder"));
    Outcome plain =
        ExportedRuns.command(
            "export",
            encoder.toString(),
            "--attention",
            "outeffhop",
            "--data",
            runs.text().toString());
    assertEquals(0, plain.code(), plain.err());
    assertTrue(Files.exists(encoder.resolve("onnx-fp32/tokenizer.json")));
    requireRefused(
        1,
        encoder
            + " has no settings.json of a comparison, which would say its data: give some by --data",
        encoder,
        "--precision",
        "int8");
    Outcome eight =
        ExportedRuns.command(
            "export",
            encoder.toString(),
            "--precision",
            "int8",
            "--data",
            runs.text().toString(),
            "--batch",
            "2",
            "--length",
            "16");
    assertEquals(0, eight.code(), eight.err());
    JsonNode values =
        ExportedRuns.answers(encoder.resolve("onnx-int8"), "the number", "--embeddings")
            .get(0)
            .get("values");
    JsonNode exact =
        ExportedRuns.answers(encoder.resolve("onnx-fp32"), "the number", "--embeddings")
            .get(0)
            .get("values");
    assertNotEquals(exact, values);
  }

  private static void requireRefused(int code, String message, Path run, String... options) {
    Outcome outcome = ExportedRuns.command("export", run.toString(), options);
    assertEquals(code, outcome.code(), outcome.err());
    assertTrue(outcome.err().startsWith("outeffhop: " + message), outcome.err());
    assertEquals("", outcome.out());
  }

  @Test
  void wrongInputIsExplained() {
    Path opt = runs.run("opt");
    requireRefused(
        2, "precision is 'int4'; it can be fp32, int8, int8-dynamic", opt, "--precision", "int4");
    requireRefused(2, "format is 'gguf'; it can be onnx", opt, "--format", "gguf");
    requireRefused(2, "a range is given, but precision is fp32", opt, "--range", "mse");
    requireRefused(
        2, "weights are per channel, but precision is fp32", opt, "--weights", "channel");
    requireRefused(
        2, "range is 'widest'; it can be", opt, "--precision", "int8", "--range", "widest");
    requireRefused(2, "cpu is 'avx2'; it can be any, vnni", opt, "--cpu", "avx2");
    requireRefused(2, "cpu is any, but precision is fp32, which is the same", opt, "--cpu", "any");
    requireRefused(2, "smoothing is given, but precision is fp32", opt, "--smooth", "1");
    requireRefused(
        1,
        "scales cannot be moved in a model of model_type stanhop; they can in bert, opt, gpt2, vit",
        runs.run("stanhop"),
        "--precision",
        "int8",
        "--smooth",
        "search");
    requireRefused(1, "there is no folder " + opt + "x", Path.of(opt + "x"));
    requireRefused(
        1,
        runs.trained().runs()
            + " holds no model: there is no config.json or bert_config.json; one is in its folders bert-outeffhop-seed0,",
        runs.trained().runs());
    requireRefused(1, opt + " was trained on \"" + runs.text(), opt, "--precision", "int8");
    requireRefused(
        1,
        runs.run("bert").resolve("config.json")
            + ": model_type is bert; fused attention with a cache is for opt, llama, gpt2",
        runs.run("bert"),
        "--fused-attention");
    requireRefused(1, opt + " already holds a complete run", opt, "--out", opt.toString());
    requireRefused(
        1,
        runs.run("stanhop").resolve("config.json") + ": attention_method is \"outeffhop\"",
        runs.run("stanhop"),
        "--attention",
        "vanilla");
  }
}
