package org.outeffhop.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.cli.CommandRun.Outcome;

/** Inspecting the runs of a comparison, whose own numbers must come out again, and other files. */
@ExtendWith(SharedSmokeRuns.class)
class InspectCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> RUNS =
      List.of(
          "bert-vanilla-seed0",
          "bert-outeffhop-seed0",
          "opt-vanilla-seed0",
          "opt-outeffhop-seed0",
          "llama-outeffhop-seed0");

  @TempDir private static Path folder;
  private static SmokeRuns trained;
  private static Path runs;
  private static Path text;

  @BeforeAll
  static void take(SmokeRuns given) {
    trained = given;
    runs = given.runs();
    text = given.text();
  }

  private static Outcome inspect(Path checkpoint, String... options) {
    List<String> arguments = new ArrayList<>(List.of("--quiet", "inspect", checkpoint.toString()));
    arguments.addAll(Arrays.asList(options));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private static String printed(Path checkpoint, String... options) {
    Outcome outcome = inspect(checkpoint, options);
    assertEquals(0, outcome.code(), outcome.err());
    return outcome.out();
  }

  private static JsonNode inspected(Path checkpoint, String... options) throws IOException {
    String[] all = Arrays.copyOf(options, options.length + 1);
    all[options.length] = "--json";
    Outcome outcome = inspect(checkpoint, all);
    assertEquals(0, outcome.code(), outcome.err());
    return JSON.readTree(outcome.out());
  }

  private static void requireRefused(int code, String message, Path checkpoint, String... options) {
    Outcome outcome = inspect(checkpoint, options);
    assertEquals(code, outcome.code(), outcome.err());
    assertTrue(outcome.err().startsWith("outeffhop: " + message), outcome.err());
    assertEquals("", outcome.out());
  }

  private static void requireEqual(JsonNode expected, JsonNode actual) {
    assertEquals(expected.asDouble(), actual.asDouble());
  }

  private static JsonNode read(Path file) throws IOException {
    return JSON.readTree(file.toFile());
  }

  @Test
  void aRunsOwnMeasuresComeOutAgain() throws IOException {
    for (String run : RUNS) {
      Path checkpoint = runs.resolve(run);
      JsonNode row = read(checkpoint.resolve("result.json"));
      JsonNode result =
          inspected(checkpoint, "--data", text.toString(), "--batches", "4", "--batch", "4");
      JsonNode measures = result.get("measures");
      assertEquals(row.get("parameters").asLong(), result.get("parameters").asLong());
      requireEqual(row.get("average_kurtosis"), measures.get("average_kurtosis"));
      requireEqual(row.get("maximum_infinity_norm"), measures.get("maximum_infinity_norm"));
      requireEqual(row.get("quality"), measures.get("perplexity"));
      JsonNode expected = read(checkpoint.resolve("outliers.json")).get("modules");
      assertEquals(expected.size(), measures.get("modules").size());
      for (int i = 0; i < expected.size(); i++) {
        JsonNode module = measures.get("modules").get(i);
        assertEquals(expected.get(i).get("module"), module.get("module"));
        requireEqual(expected.get(i).get("kurtosis"), module.get("kurtosis"));
        requireEqual(
            expected.get(i).get("maximumInfinityNorm"), module.get("maximum_infinity_norm"));
      }
    }
  }

  /** No name of a folder or a file forges a line of what is printed. */
  @Test
  void lineFeedsInNamesAreShown() throws IOException {
    Path named = Files.createDirectory(folder.resolve("a\nResults: b"));
    for (String file : List.of("config.json", "model.safetensors")) {
      Files.copy(runs.resolve(RUNS.get(0)).resolve(file), named.resolve(file));
    }
    Path saved = folder.resolve("c\nd");
    Outcome outcome = inspect(named, "--save", saved.toString());
    assertEquals(0, outcome.code(), outcome.err());
    List<String> lines = outcome.out().lines().toList();
    assertEquals(folder + "/a\\u000aResults: b", lines.get(0));
    assertTrue(
        lines.contains("Saved as a Hugging Face folder: " + folder + "/c\\u000ad"), outcome.out());
    assertTrue(lines.stream().noneMatch(line -> line.startsWith("Results")), outcome.out());
  }

  @Test
  void aRunsModelIsDescribed() throws IOException {
    trained.compare(folder.resolve("gated"), "--model", "bert", "--attention", "gated-outeffhop");
    Path run = folder.resolve("gated/bert-gated-outeffhop-seed0");
    JsonNode bert = inspected(run);
    JsonNode config = read(run.resolve("config.json"));
    for (String dimension : List.of("vocab_size", "hidden_size", "hidden_act", "model_type")) {
      assertEquals(config.get(dimension), bert.get("dimensions").get(dimension), dimension);
    }
    assertEquals("gated-outeffhop", bert.get("attention").get("method").asText());
    assertEquals("config.json", bert.get("attention").get("source").asText());
    assertEquals(
        "per_token_mlp", bert.get("attention").get("settings").get("attention_gate").asText());
    int vocabulary = config.get("vocab_size").asInt();
    int width = 32;
    JsonNode parts = bert.get("parts");
    assertEquals(width * (vocabulary + 32 + 2), parts.get("embeddings").asInt());
    int gates = 2 * (16 * 4 + 4 + 4 + 1);
    assertEquals(2 * (4 * (width * width + width) + gates), parts.get("attention").asInt());
    assertEquals(2 * (8 * width * width + 5 * width), parts.get("mlp").asInt());
    assertEquals(2 * width * (1 + 2 * 2), parts.get("norms").asInt());
    assertEquals(width * width + 3 * width + vocabulary, parts.get("head").asInt());
    assertEquals(
        bert.get("parameters").asInt(),
        StreamSupport.stream(parts.spliterator(), false).mapToInt(JsonNode::asInt).sum());
    assertEquals(bert.get("parameters"), bert.get("types").get("F32"));
    assertEquals(
        Files.size(run.resolve("model.safetensors")),
        bert.get("files").get(0).get("bytes").asLong());
    assertEquals(vocabulary, bert.get("tokenizer").get("vocabulary_size").asInt());
    assertTrue(bert.get("measures").isNull());
  }

  @Test
  void theTablesHaveTheSameNumbersIn80Columns() throws IOException {
    String[] options = {
      "--data", text.toString(), "--batches", "2", "--all-text", "--length", "16"
    };
    JsonNode measures = inspected(runs.resolve(RUNS.get(2)), options).get("measures");
    String printed = printed(runs.resolve(RUNS.get(2)), options);
    assertAll(
        () ->
            assertTrue(
                printed.contains(text("Perplexity: %.2f", measures.get("perplexity"))), printed),
        () ->
            assertTrue(
                printed.contains(text("Average kurtosis: %.2f", measures.get("average_kurtosis"))),
                printed),
        () -> assertTrue(printed.contains("Attention: vanilla, as given in config.json"), printed),
        () ->
            assertTrue(
                printed
                    .replaceAll("\\R", " ")
                    .contains(measures.at("/diagnosis/sentence").asText()),
                printed),
        () -> assertTrue(printed.contains("Measured: 2 batches of 16 x 16 tokens"), printed),
        () -> assertTrue(printed.contains("all documents ("), printed),
        () ->
            assertEquals(
                List.of(),
                printed
                    .lines()
                    .filter(line -> line.length() > 80)
                    .filter(line -> !line.contains(runs.getParent().toString()))
                    .toList()));
  }

  private static String text(String format, JsonNode number) {
    return String.format(Locale.ROOT, format, number.asDouble());
  }

  /** Inspection and quantization measure the same batches of a run in full precision. */
  @Test
  void quantizeHasTheSameNumbers() throws IOException {
    Path out = folder.resolve("quantized");
    Outcome outcome =
        CommandRun.of(
            "--quiet",
            "quantize",
            runs.toString(),
            "--data",
            text.toString(),
            "--bits",
            "W8A8",
            "--out",
            out.toString());
    assertEquals(0, outcome.code(), outcome.err());
    int compared = 0;
    for (JsonNode model : read(out.resolve("result.json")).get("models")) {
      String run = model.get("run").asText();
      if (RUNS.contains(run)) {
        JsonNode measures =
            inspected(
                    runs.resolve(run), "--data", text.toString(), "--batches", "4", "--batch", "4")
                .get("measures");
        assertEquals(model.get("quality"), measures.get("perplexity"), run);
        assertEquals(model.get("average_kurtosis"), measures.get("average_kurtosis"), run);
        assertEquals(
            model.get("maximum_infinity_norm"), measures.get("maximum_infinity_norm"), run);
        compared++;
      }
    }
    assertEquals(RUNS.size(), compared);
  }

  @Test
  void aMethodIsGivenOnlyWhereConfigDoesNotSayIt() throws IOException {
    Path run = runs.resolve("bert-vanilla-seed0");
    requireRefused(
        1,
        run.resolve("config.json")
            + ": attention_method is \"vanilla\"; but outeffhop was asked for",
        run,
        "--attention",
        "outeffhop");
    Path copy = Files.createDirectories(folder.resolve("unsaid"));
    Files.copy(run.resolve("model.safetensors"), copy.resolve("model.safetensors"));
    ObjectNode config = (ObjectNode) read(run.resolve("config.json"));
    config.remove("attention_method");
    JSON.writeValue(copy.resolve("config.json").toFile(), config);
    JsonNode assumed = inspected(copy);
    assertEquals("assumed", assumed.get("attention").get("source").asText());
    assertEquals("vanilla", assumed.get("attention").get("method").asText());
    JsonNode given = inspected(copy, "--attention", "outeffhop");
    assertEquals("given", given.get("attention").get("source").asText());
    assertEquals("outeffhop", given.get("attention").get("method").asText());
    assertTrue(given.get("tokenizer").isNull());
    requireRefused(
        1,
        copy + " has no tokenizer.json, vocab.txt, or vocab.json and merges.txt, without which",
        copy,
        "--data",
        text.toString());
    requireRefused(2, "attention is 'softmax2'; it can be", copy, "--attention", "softmax2");
  }

  @Test
  void aFileOfWeightsIsListed() throws IOException {
    Path weights = runs.resolve("opt-vanilla-seed0/model.safetensors");
    JsonNode list = inspected(weights);
    JsonNode config = read(runs.resolve("opt-vanilla-seed0/config.json"));
    for (JsonNode tensor : list.get("tensors")) {
      if (tensor.get("name").asText().equals("model.decoder.embed_tokens.weight")) {
        assertEquals(config.get("vocab_size").asInt(), tensor.get("shape").get(0).asInt());
      }
    }
    assertEquals(
        read(runs.resolve("opt-vanilla-seed0/result.json")).get("parameters").asLong(),
        list.get("elements").asLong());
    requireRefused(
        2,
        weights + " is a file; --attention, --data, --report and --save need",
        weights,
        "--data",
        "builtin");
  }

  @Test
  void aFileOfPyTorchIsListed() throws IOException {
    Path file = folder.resolve("wrapped.pt");
    try (InputStream in = getClass().getResourceAsStream("/pytorch/wrapped.pt")) {
      Files.copy(in, file);
    }
    assertEquals(
        String.join(
            System.lineSeparator(),
            file + ": 2 tensors, 8 elements, 2,767 bytes",
            "Ignored, since the model has no such tensors: epoch, optimizer",
            "",
            "tensor          shape    type\n-------------   ------   ----\nmodule.weight   [2, 3]   F32\nmodule.bias     [2]      F32\n"),
        printed(file));
  }

  @Test
  void whatIsNoCheckpointIsRefusedWithWhatWasLookedFor() throws IOException {
    Path none = folder.resolve("none");
    requireRefused(
        1,
        "there is no folder "
            + none
            + "; give the folder of a run of 'compare' or 'forecast', or of a checkpoint",
        none);
    requireRefused(
        1,
        runs
            + " holds no model: there is no config.json or bert_config.json; one is in its folders bert-outeffhop",
        runs);
    Path empty = Files.createDirectories(folder.resolve("empty"));
    requireRefused(1, empty + " holds no model: there is no config.json", empty);
    requireRefused(1, text + " is not a file of weights: its name must end in .safetensors", text);
    Path run = runs.resolve(RUNS.get(0));
    requireRefused(
        1,
        run + ": length is 33; the model's max_position_embeddings is 32",
        run,
        "--data",
        text.toString(),
        "--length",
        "33");
    requireRefused(2, "batches is 0; it must be", run, "--data", text.toString(), "--batches", "0");
    requireRefused(1, "there is no file or folder " + none, run, "--data", none.toString());
  }

  @Test
  void aCheckpointIsSavedIntoAnEmptyFolderOnly(@TempDir Path out) throws IOException {
    Path saved = out.resolve("saved");
    Path run = runs.resolve("bert-vanilla-seed0");
    String printed = printed(run, "--save", saved.toString());
    assertTrue(printed.contains("Saved as a Hugging Face folder: " + saved), printed);
    assertEquals(
        -1, Files.mismatch(run.resolve("model.safetensors"), saved.resolve("model.safetensors")));
    requireRefused(
        2, "--save " + saved + ": the folder has files in it", run, "--save", saved.toString());
  }
}
