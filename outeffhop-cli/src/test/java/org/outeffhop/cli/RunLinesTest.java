package org.outeffhop.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.cli.CommandRun.Outcome;

/** The lines of files and of standard input are answered as arguments are. */
@ExtendWith(SharedSmokeRuns.class)
class RunLinesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private static Path folder;
  private static Path encoder;
  private static Path bert;
  private static Path opt;

  @BeforeAll
  static void export(SmokeRuns trained) throws IOException {
    Path model = TinyEncoder.write(folder.resolve("encoder"));
    encoder = folder.resolve("encoder-fp32");
    assertEquals(
        0,
        CommandRun.of("--quiet", "export", model.toString(), "--out", encoder.toString()).code());
    ExportedRuns runs = new ExportedRuns(trained, folder);
    bert = runs.export("bert");
    opt = runs.export("opt");
  }

  private static Path file(String name, String... lines) throws IOException {
    return Files.write(folder.resolve(name), List.of(lines));
  }

  private static Outcome standardInput(String text, Path model, String... arguments) {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    try {
      return ExportedRuns.command("run", model.toString(), arguments);
    } finally {
      System.setIn(before);
    }
  }

  private static JsonNode json(Outcome outcome) throws IOException {
    assertEquals(0, outcome.code(), outcome.err());
    return JSON.readTree(outcome.out());
  }

  @Test
  void embeddingsOfLinesAreThoseOfArguments() throws IOException {
    Path lines = file("lines.txt", "the number 7", "", "number", "7 is followed by 8");
    String[] arguments = {"the number 7", "number", "7 is followed by 8", "--embeddings"};
    String model = encoder.toString();
    String[] fromFile = {"--file", lines.toString(), "--embeddings"};
    assertEquals(
        ExportedRuns.command("run", model, arguments).out(),
        ExportedRuns.command("run", model, fromFile).out());
    JsonNode right = ExportedRuns.answers(encoder, arguments);
    assertEquals(3, right.size());
    assertEquals(right, ExportedRuns.answers(encoder, fromFile));
    String text = Files.readString(lines);
    assertEquals(
        right, json(standardInput(text, encoder, "-", "--embeddings", "--json")).get("answers"));
    assertEquals(
        right,
        json(standardInput(text, encoder, "--file", "-", "--embeddings", "--json")).get("answers"));
  }

  /** One object as before, however many lines there are. */
  @Test
  void manyLinesAreOneResult() throws IOException {
    Path lines = folder.resolve("many.txt");
    Files.write(lines, IntStream.range(0, 300).mapToObj(i -> "number " + i).toList());
    JsonNode result =
        json(
            ExportedRuns.command(
                "run", encoder.toString(), "--file", lines.toString(), "--embeddings", "--json"));
    List<String> fields = new ArrayList<>();
    result.fieldNames().forEachRemaining(fields::add);
    assertEquals(
        List.of("file", "model", "attention", "precision", "pooling", "similarity", "answers"),
        fields);
    assertEquals("mean", result.get("pooling").asText());
    assertEquals(300, result.get("answers").size());
    assertEquals("number 299", result.get("answers").get(299).get("input").asText());
  }

  @Test
  void masksAreFilledAndTextIsContinuedLineByLine() throws IOException {
    Path masked = file("masked.txt", "the number [MASK] is", "[MASK] is followed by 8");
    assertEquals(
        ExportedRuns.answers(bert, "the number [MASK] is", "[MASK] is followed by 8"),
        ExportedRuns.answers(bert, "--file", masked.toString()));
    Path prompts = file("prompts.txt", "the number 7 is", "the number");
    JsonNode continued =
        ExportedRuns.answers(opt, "--file", prompts.toString(), "--max-new-tokens", "3");
    JsonNode right =
        ExportedRuns.answers(opt, "the number 7 is", "the number", "--max-new-tokens", "3");
    for (int i = 0; i < 2; i++) {
      assertEquals(right.get(i).get("continuation"), continued.get(i).get("continuation"));
    }
  }

  private static void requireRefused(int code, String message, String... arguments) {
    Outcome outcome = ExportedRuns.command("run", encoder.toString(), arguments);
    assertEquals(code, outcome.code(), outcome.err());
    assertTrue(outcome.err().startsWith("outeffhop: " + message), outcome.err());
    assertEquals("", outcome.out());
  }

  @Test
  void whatCannotBeIsRefused() throws IOException {
    Path lines = file("long.txt", "the number", "number ".repeat(60));
    requireRefused(
        1, lines + ":2: the text 'number number", "--file", lines.toString(), "--embeddings");
    requireRefused(2, "--file a is given, and the input 'b' as well", "b", "--file", "a");
    requireRefused(2, "the input - is standard input, and there are others", "-", "b");
    requireRefused(2, "truncate is 'all'; it can be", "b", "--embeddings", "--truncate", "all");
    requireRefused(
        1,
        "config_sentence_transformers.json has no prompt 'x'",
        "b",
        "--embeddings",
        "--prompt-name",
        "x");
    Outcome continued = ExportedRuns.command("run", opt.toString(), "the", "--truncate", "4");
    assertTrue(continued.err().contains("--truncate applies only to embeddings"), continued.err());
  }
}
