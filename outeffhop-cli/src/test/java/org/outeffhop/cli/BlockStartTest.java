package org.outeffhop.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.cli.CommandRun.Outcome;

/** {@code --block-start}, which a stored model is measured with as well. */
class BlockStartTest {
  @TempDir private Path folder;

  @Test
  void storedModelsAreMeasuredAsTheyWereTrained() throws IOException {
    Path text = folder.resolve("text.txt");
    Files.writeString(
        text,
        IntStream.range(0, 400)
            .mapToObj(i -> "document " + i + " has words such as " + i * i + " and ends")
            .collect(Collectors.joining("\n\n")));
    Path made = trained(text, "bos");
    String settings = Files.readString(made.resolve("settings.json"));
    assertTrue(settings.contains("\"block_start\" : \"bos\""), settings);
    double quality = quality(made);
    Outcome again =
        CommandRun.of(
            "--quiet",
            "quantize",
            made.toString(),
            "--bits",
            "W8A8",
            "--json",
            "--data",
            text.toString(),
            "--out",
            folder.resolve("quantized").toString());
    assertEquals(0, again.code(), again.err());
    JsonNode measured = new ObjectMapper().readTree(again.out()).get("models").get(0);
    assertEquals(quality, measured.get("quality").asDouble(), 1e-9);
    assertNotEquals(quality, quality(trained(text, "none")));
  }

  @Test
  void whatHasNoDecoderRefusesIt() {
    Outcome masked =
        CommandRun.of("compare", "--preset", "smoke", "--model", "bert", "--block-start", "bos");
    assertTrue(
        masked.err().contains("block-start is given, but none of the models [bert] has it"),
        masked.err());
  }

  private Path trained(Path text, String start) {
    Path out = folder.resolve(start);
    List<String> command =
        new ArrayList<>(
            List.of("--quiet", "compare", "--preset", "smoke", "--model", "opt", "--seeds", "1"));
    command.addAll(List.of("--attention", "vanilla", "--data", text.toString()));
    command.addAll(List.of("--block-start", start, "--out", out.toString()));
    command.addAll(List.of("--cache", folder.resolve("cache").toString()));
    Outcome outcome = CommandRun.of(command.toArray(String[]::new));
    assertEquals(0, outcome.code(), outcome.err());
    return out.resolve("opt-vanilla-seed0");
  }

  private static double quality(Path run) throws IOException {
    return new ObjectMapper()
        .readTree(run.resolve("result.json").toFile())
        .get("quality")
        .asDouble();
  }
}
