package org.outeffhop.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.cli.CommandRun.Outcome;

/** Every command measures and calibrates a sentence encoder on the same whole sentences. */
@ExtendWith(SharedSmokeRuns.class)
class SentenceEncoderTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private static Path folder;
  private static Path encoder;
  private static Path text;

  @BeforeAll
  static void write(SmokeRuns trained) throws IOException {
    encoder = TinyEncoder.write(folder.resolve("encoder"));
    text = trained.text();
  }

  private static JsonNode json(String... command) throws IOException {
    Outcome outcome = CommandRun.of(command);
    assertEquals(0, outcome.code(), outcome.err());
    return JSON.readTree(outcome.out());
  }

  private static JsonNode quantized(String name, String... options) throws IOException {
    String[] always = {
      "--quiet",
      "quantize",
      encoder.toString(),
      "--data",
      text.toString(),
      "--batches",
      "3",
      "--batch",
      "4",
      "--length",
      "12",
      "--json",
      "--out",
      folder.resolve(name).toString()
    };
    String[] all = Arrays.copyOf(always, always.length + options.length);
    System.arraycopy(options, 0, all, always.length, options.length);
    return json(all).get("models").get(0);
  }

  @Test
  void inspectMeasuresWhatQuantizeDoes() throws IOException {
    JsonNode inspected =
        json(
                "--quiet",
                "inspect",
                encoder.toString(),
                "--data",
                text.toString(),
                "--batches",
                "3",
                "--batch",
                "4",
                "--length",
                "12",
                "--json")
            .get("measures");
    JsonNode quantized = quantized("w8a8", "--bits", "W8A8");
    assertEquals(quantized.get("average_kurtosis"), inspected.get("average_kurtosis"));
    assertEquals(quantized.get("maximum_infinity_norm"), inspected.get("maximum_infinity_norm"));
    assertTrue(inspected.get("perplexity").isNull(), inspected.toString());
    assertEquals(12, inspected.get("length").asInt());
  }

  /** The graph says what it was calibrated on: the training part of what quantize measures. */
  @Test
  void exportCalibratesOnTheTextThatQuantizeDoes() throws IOException {
    JsonNode exported =
        json(
            "--quiet",
            "export",
            encoder.toString(),
            "--precision",
            "int8",
            "--data",
            text.toString(),
            "--batch",
            "4",
            "--length",
            "12",
            "--json",
            "--out",
            folder.resolve("int8").toString());
    assertEquals(
        "16 batches of the training part of "
            + quantized("named", "--bits", "W8A8").get("data").asText()
            + "; range by running-min-max:0.9",
        exported.get("calibration").asText());
  }

  /**
   * What is converted keeps its settings, and its graph pools by them. Texts of 32 tokens and less
   * are of several lengths, and so in several batches.
   */
  @Test
  void settingsStayWithAModelThatIsConverted() throws IOException {
    Path settled = TinyEncoder.write(folder.resolve("settled"));
    List<String> names = List.of("modules.json", "1_Pooling/config.json");
    Files.writeString(
        settled.resolve(names.get(0)),
        """
        [{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
         {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"}]
        """);
    Files.createDirectory(settled.resolve("1_Pooling"));
    Files.writeString(
        settled.resolve(names.get(1)),
        "{\"pooling_mode_max_tokens\": true, \"pooling_mode_mean_tokens\": false}");
    Path converted = folder.resolve("converted");
    json(
        "--quiet",
        "convert",
        settled.toString(),
        "--data",
        text.toString(),
        "--steps",
        "2",
        "--warmup",
        "1",
        "--length",
        "32",
        "--batches",
        "2",
        "--no-execute",
        "--json",
        "--out",
        converted.toString());
    for (String name : names) {
      assertEquals(
          Files.readString(settled.resolve(name)), Files.readString(converted.resolve(name)));
    }
    JsonNode embedded =
        json("--quiet", "run", converted.toString(), "the number", "--embeddings", "--json");
    assertEquals("max", embedded.get("pooling").asText());
    JsonNode inspected = json("--quiet", "inspect", converted.toString(), "--json");
    assertEquals(
        "Pooling: max (modules.json, 1_Pooling/config.json)",
        inspected.get("embeddings").get(0).asText());
  }
}
