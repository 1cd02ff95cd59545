package org.outeffhop.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.outeffhop.inference.result.InferenceResult;
import org.outeffhop.inference.result.InferenceResult.Embedded;
import org.outeffhop.inference.result.InferenceResult.Filled;
import org.outeffhop.inference.result.InferenceResult.Generated;
import org.outeffhop.progress.Progress;

/** Which folder and which answer it is, by the kind of model that a graph says it is. */
class InferenceTest {
  private static final InferenceOptions PLAIN = new InferenceOptions(false, 1, Optional.empty());
  private static final InferenceOptions EMBEDDINGS =
      new InferenceOptions(true, 1, Optional.empty());
  private static final float[][] SCORES = new float[6][6];
  private static final float[][] STATES = {{0}, {1}, {2}, {3}, {4}, {5}};

  @TempDir private Path folder;

  private Path text(String kind, float[][] scores) throws IOException {
    TinyGraph.tokenizer(folder);
    return TinyGraph.text(kind, 8, scores, STATES).write(folder.resolve("model.onnx"));
  }

  private InferenceResult run(InferenceOptions options, String... inputs) throws IOException {
    try (Inference inference = Inference.open(folder, 1, options, Progress.none())) {
      return inference.run(List.of(inputs));
    }
  }

  private String refused(InferenceOptions options, String... inputs) {
    return assertThrows(IllegalArgumentException.class, () -> run(options, inputs)).getMessage();
  }

  @Test
  void theResultSaysWhatAnswered() throws IOException {
    Path file = text("bert", SCORES);
    InferenceResult result = run(EMBEDDINGS, "a", "b c");
    assertEquals(
        new InferenceResult(
            file.toString(),
            "bert",
            "outeffhop",
            "fp32",
            "mean",
            "cosine",
            List.of(new Embedded("a", List.of(3.0)), new Embedded("b c", List.of(4.5)))),
        result);
  }

  @Test
  void bertFillsAndDecodersGoOn() throws IOException {
    text("bert", SCORES);
    assertEquals("a [MASK]", ((Filled) run(PLAIN, "a [MASK]").answers().get(0)).text());
    for (String decoder : List.of("opt", "llama")) {
      text(decoder, SCORES);
      Generated generated = (Generated) run(PLAIN, "a").answers().get(0);
      assertEquals(" [UNK] [UNK] [UNK] [UNK] [UNK] [UNK] [UNK]", generated.continuation());
      assertEquals("longest sequence", generated.end());
    }
  }

  @Test
  void everyInputIsProgress() throws IOException {
    text("bert", SCORES);
    List<String> told = new ArrayList<>();
    try (Inference inference =
        Inference.open(
            folder, 1, EMBEDDINGS, (task, done, all) -> told.add(task + done + "/" + all))) {
      inference.run(List.of("a", "b"));
    }
    assertEquals(
        List.of(
            "Pooling: mean (the default; there is no modules.json beside the graph)0/0",
            "running1/2",
            "running2/2"),
        told);
  }

  @Test
  void anEncoderAloneHasOnlyEmbeddings() throws IOException {
    Path file = text("bert", null);
    assertEquals(
        file + " is an encoder without a head; use --embeddings", refused(PLAIN, "a [MASK]"));
    assertEquals(new Embedded("c", List.of(5.0)), run(EMBEDDINGS, "c").answers().get(0));
  }

  @Test
  void aSeriesHasNoEmbedding() throws IOException {
    Path file = TinyGraph.series(3, 2, 2).write(folder.resolve("model.onnx"));
    assertTrue(
        refused(EMBEDDINGS, "a.csv")
            .startsWith(file + " is a STanHop-Net, which has no embeddings"));
  }

  @Test
  void onlyDecodersAreSampled() throws IOException {
    InferenceOptions sampled =
        new InferenceOptions(false, 1, Optional.of(InferenceOptions.greedy()));
    Path file = text("bert", SCORES);
    assertTrue(refused(sampled, "a").startsWith(file + " is bert; --max-new-tokens, "));
    text("opt", SCORES);
    assertTrue(
        refused(new InferenceOptions(true, 1, Optional.of(InferenceOptions.greedy())), "a")
            .startsWith(file + " is opt for embeddings; --max-new-tokens, "));
  }

  @Test
  void optionsAreChecked() {
    assertEquals(new Sampling(32, 0, 0, 0), PLAIN.chosen());
    assertEquals(
        "top is 0; it must be at least 1",
        assertThrows(
                IllegalArgumentException.class,
                () -> new InferenceOptions(false, 0, Optional.empty()))
            .getMessage());
  }

  @Test
  void anUnknownKindIsNamed() throws IOException {
    TinyGraph.tokenizer(folder);
    Path file =
        TinyGraph.text("opt", 8, SCORES, STATES)
            .saying("pipeline_tag", "cooking")
            .write(folder.resolve("model.onnx"));
    assertTrue(refused(PLAIN, "a").startsWith(file + " says it is for cooking, which is not "));
  }

  @Test
  void aFolderMeansItsGraphTheFloatingPointOneFirst() throws IOException {
    assertEquals(
        "there is no model.onnx or model-int8.onnx in "
            + folder
            + "; './outeffhop export' and './outeffhop convert' write one",
        refused(PLAIN, "a"));
    Path eight =
        TinyGraph.text("opt", 8, SCORES, STATES)
            .saying("precision", "int8")
            .write(folder.resolve("model-int8.onnx"));
    TinyGraph.tokenizer(folder);
    assertEquals("int8", run(EMBEDDINGS, "a").precision());
    text("opt", SCORES);
    assertEquals("fp32", run(EMBEDDINGS, "a").precision());
    try (Inference inference = Inference.open(eight, 1, EMBEDDINGS, Progress.none())) {
      assertEquals("int8", inference.run(List.of("a")).precision());
    }
  }

  @Test
  void aConfigurationThatIsNoJsonIsNamed() throws IOException {
    Path file =
        TinyGraph.text("opt", 8, SCORES, STATES)
            .saying("config", "{no")
            .write(folder.resolve("model.onnx"));
    assertTrue(refused(PLAIN, "a").startsWith(file + ": its metadata's 'config' is not JSON: "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{} | missing",
        "{\"vocab_size\": 0} | 0",
        "{\"vocab_size\": -3} | -3",
        "{\"vocab_size\": 1.5} | 1.5",
        "{\"vocab_size\": \"6\"} | \"6\"",
      })
  void aSizeThatIsNoneIsNamed(String config, String said) throws IOException {
    Path file =
        TinyGraph.text("opt", 8, SCORES, STATES)
            .saying("config", config)
            .write(folder.resolve("model.onnx"));
    TinyGraph.tokenizer(folder);
    assertEquals(
        file
            + ": vocab_size in its metadata's 'config' is "
            + said
            + "; it must be a whole number of at least 1",
        refused(PLAIN, "a"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tokenizer.json", "model.onnx"})
  void aMissingFileIsNamed(String name) throws IOException {
    text("opt", SCORES);
    Files.delete(folder.resolve(name));
    String message = refused(PLAIN, "a");
    assertTrue(message.startsWith("there is no " + name), message);
    assertTrue(message.contains(folder.toString()), message);
  }
}
