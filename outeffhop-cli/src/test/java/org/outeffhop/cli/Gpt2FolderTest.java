package org.outeffhop.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.cli.CommandRun.Outcome;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.SafeTensors;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/** A GPT-2 as published folders have it: no prefix, causal masks, vocab.json and merges.txt. */
class Gpt2FolderTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  private static Outcome command(String name, String first, String... others) {
    Outcome outcome = ExportedRuns.command(name, first, others);
    assertEquals(0, outcome.code(), outcome.err());
    return outcome;
  }

  @Test
  void itIsMeasuredExportedAndRunAsTheRunThatItWasMadeOf() throws IOException {
    String text = CountingText.in(folder).toString();
    String runs = folder.resolve("runs").toString();
    String cache = folder.resolve("cache").toString();
    command(
        "compare",
        "--preset=smoke",
        "--model=gpt2",
        "--block-start=none",
        "--attention=vanilla",
        "--data=" + text,
        "--out=" + runs,
        "--cache=" + cache);
    Path run = Path.of(runs, "gpt2-vanilla-seed0");
    Path published = Files.createDirectories(folder.resolve("published"));
    writeTokenizer(run, published);
    writeModel(run, published);
    assertEquals(perplexity(run, text), perplexity(published, text));
    List<String> continuations = new ArrayList<>();
    for (String option : List.of("--precision=fp32", "--fused-attention")) {
      Path exported = folder.resolve(option);
      command("export", published.toString(), option, "--data=" + text, "--out=" + exported);
      JsonNode answer =
          ExportedRuns.answers(exported, "the number 7 is", "--max-new-tokens=9").get(0);
      assertEquals(9, answer.get("new_tokens").asInt(), answer.toString());
      continuations.add(answer.get("continuation").asText());
    }
    assertEquals(continuations.get(0), continuations.get(1));
  }

  private static double perplexity(Path model, String text) throws IOException {
    Outcome outcome =
        command("inspect", model.toString(), "--data=" + text, "--batches=2", "--json");
    return JSON.readTree(outcome.out()).get("measures").get("perplexity").asDouble();
  }

  /** OPT's token in front of a document has GPT-2's name. */
  private static void writeTokenizer(Path run, Path published) throws IOException {
    JsonNode model = JSON.readTree(run.resolve("tokenizer.json").toFile()).get("model");
    ObjectNode vocabulary = (ObjectNode) model.get("vocab");
    vocabulary.set("<|endoftext|>", vocabulary.remove("</s>"));
    JSON.writeValue(published.resolve("vocab.json").toFile(), vocabulary);
    List<String> merges = new ArrayList<>(List.of("#version: 0.2"));
    model
        .get("merges")
        .forEach(
            merge ->
                merges.add(
                    merge.isTextual()
                        ? merge.asText()
                        : merge.get(0).asText() + " " + merge.get(1).asText()));
    Files.write(published.resolve("merges.txt"), merges);
  }

  private static void writeModel(Path run, Path published) throws IOException {
    ObjectNode config = (ObjectNode) JSON.readTree(run.resolve("config.json").toFile());
    config.remove("attention_method");
    config.putNull("n_inner");
    JSON.writeValue(published.resolve("config.json").toFile(), config);
    Engine.start();
    try (TensorScope scope = TensorScope.open()) {
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      SafeTensors.read(run.resolve("model.safetensors"))
          .forEach((name, tensor) -> tensors.put(name.replace("transformer.", ""), tensor));
      for (int layer = 0; layer < 2; layer++) {
        tensors.put(
            "h." + layer + ".attn.bias", Tensors.of(new float[32 * 32], 1, 1, 32, 32).tril());
        tensors.put("h." + layer + ".attn.masked_bias", Tensors.of(new float[] {-1e4f}, 1));
      }
      SafeTensors.write(published.resolve("model.safetensors"), tensors, Map.of());
    }
  }
}
