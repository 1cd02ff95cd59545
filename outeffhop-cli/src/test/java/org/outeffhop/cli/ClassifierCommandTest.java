package org.outeffhop.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.cli.CommandRun.Outcome;

/** A classifier of keys on text with planted outliers, from training to a stored model. */
class ClassifierCommandTest {
  @TempDir private Path folder;

  private Outcome compare(String model, String attention, Path out) {
    return CommandRun.of(
        "--quiet",
        "compare",
        "--preset",
        "smoke",
        "--model",
        model,
        "--attention",
        attention,
        "--seeds",
        "1",
        "--data",
        "back-copy:length=40,sequences=2000,outliers=0.25",
        "--out",
        out.toString());
  }

  @Test
  void aClassifierIsTrainedStoredAndMeasured() throws IOException {
    Path out = folder.resolve("made");
    Outcome made = compare("opt,bert", "outeffhop,outeffhop:classifier=top-k:dot-product:4", out);
    assertEquals(0, made.code(), made.err());
    assertTrue(made.out().contains("Planted outliers, and keys that a classifier calls no-ops"));
    for (String model : new String[] {"opt", "bert"}) {
      String name = model + "-outeffhop-classifier-top-k-dot-product-4-seed0";
      JsonNode row = json(out.resolve(name + "/result.json"));
      assertEquals("outeffhop:classifier=top-k:dot-product:4", row.get("attention").asText());
      JsonNode config = json(out.resolve(name + "/config.json"));
      assertEquals("top-k:dot-product:4", config.get("attention_no_op_classifier").asText());
      JsonNode plain = json(out.resolve(model + "-outeffhop-seed0/result.json")).get("details");
      assertFalse(plain.has("planted_caught"));
      assertEquals(
          plain.get("planted_share").asDouble(),
          row.get("details").get("planted_share").asDouble());
    }
    Path run = out.resolve("opt-outeffhop-classifier-top-k-dot-product-4-seed0");
    JsonNode details = json(run.resolve("result.json")).get("details");
    // 31 places of 32 tokens, of which a query sees (i + 1) / 2 or so, and 4 of those are kept.
    double dropped =
        details.get("planted_share").asDouble() * details.get("planted_caught").asDouble()
            + (1 - details.get("planted_share").asDouble()) * details.get("others_lost").asDouble();
    assertEquals((32 * 33 / 2.0 - (1 + 2 + 3 + 29 * 4)) / (32 * 33 / 2.0), dropped, 1e-3);
    Outcome quantized =
        CommandRun.of(
            "--quiet",
            "quantize",
            run.toString(),
            "--bits",
            "W8A8",
            "--json",
            "--out",
            folder.resolve("quantized").toString());
    assertEquals(0, quantized.code(), quantized.err());
    JsonNode again = new ObjectMapper().readTree(quantized.out()).get("models").get(0);
    assertEquals(
        json(run.resolve("result.json")).get("quality").asDouble(),
        again.get("quality").asDouble(),
        1e-9);
    assertEquals("outeffhop:classifier=top-k:dot-product:4", again.get("attention").asText());
    Outcome exported = CommandRun.of("--quiet", "export", run.toString());
    assertEquals(1, exported.code());
    assertTrue(
        exported
            .err()
            .contains(
                "config.json: attention_no_op_classifier is top-k:dot-product:4; ONNX graphs"),
        exported.err());
  }

  @Test
  void whatCannotClassifyIsRefusedBeforeItIsTrained() {
    Path out = folder.resolve("refused");
    Outcome stanhop = compare("opt,stanhop", "outeffhop:classifier=norm-z-score:3", out);
    assertEquals(2, stanhop.code());
    assertTrue(stanhop.err().contains("STanHop-Nets do not classify keys"), stanhop.err());
    Outcome vanilla = compare("opt", "vanilla:classifier=norm-z-score:3", out);
    assertEquals(2, vanilla.code());
    assertTrue(vanilla.err().contains("attention vanilla has no no-op class"), vanilla.err());
    assertFalse(Files.exists(out));
  }

  private static JsonNode json(Path file) throws IOException {
    return new ObjectMapper().readTree(file.toFile());
  }
}
