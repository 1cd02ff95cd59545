package org.outeffhop.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.cli.CommandRun.Outcome;

/** {@code --data back-copy} from training to a stored model's measurement. */
class BackCopyCommandTest {
  /**
   * NumPy's, of the second to the 31st letter; the smoke preset has sequences of 32 tokens, and the
   * first letter is not asked for.
   */
  private static final double ENTROPY = 2.0352173188132623;

  @TempDir private Path folder;

  @Test
  void lossIsComparedWithTheEntropy() throws IOException {
    Path out = folder.resolve("made");
    Outcome made =
        CommandRun.of(
            "--quiet",
            "compare",
            "--preset",
            "smoke",
            "--model",
            "opt,gpt2,llama,bert",
            "--attention",
            "vanilla",
            "--seeds",
            "1",
            "--data",
            "back-copy:length=40,sequences=2000",
            "--out",
            out.toString());
    assertEquals(0, made.code(), made.err());
    assertTrue(made.out().contains("on back-copy:vocabulary=64,triggers=3,length=40"), made.out());
    assertTrue(made.out().contains("(entropy 2.0144 nats a letter)"), made.out());
    assertTrue(made.out().contains("Loss above the text's entropy, nats a token:"), made.out());
    for (String model : List.of("opt", "gpt2", "llama")) {
      JsonNode row = result(out.resolve(model + "-vanilla-seed0/result.json"));
      double loss = Math.log(row.get("quality").asDouble());
      assertEquals(
          loss - ENTROPY, row.get("details").get("loss_above_entropy").asDouble(), 1e-9, model);
    }
    JsonNode decoder = result(out.resolve("opt-vanilla-seed0/result.json"));
    JsonNode masked = result(out.resolve("bert-vanilla-seed0/result.json"));
    assertFalse(masked.get("details").has("loss_above_entropy"));
    Outcome quantized =
        CommandRun.of(
            "--quiet",
            "quantize",
            out.resolve("opt-vanilla-seed0").toString(),
            "--bits",
            "W8A8",
            "--json",
            "--out",
            folder.resolve("quantized").toString());
    assertEquals(0, quantized.code(), quantized.err());
    JsonNode again = new ObjectMapper().readTree(quantized.out()).get("models").get(0);
    assertEquals(decoder.get("quality").asDouble(), again.get("quality").asDouble(), 1e-9);
    assertEquals(
        decoder.get("details").get("loss_above_entropy").asDouble(),
        again.get("details").get("loss_above_entropy").asDouble(),
        1e-9);
  }

  private static JsonNode result(Path file) throws IOException {
    return new ObjectMapper().readTree(file.toFile());
  }
}
