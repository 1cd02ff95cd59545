package org.outeffhop.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.outeffhop.inference.result.InferenceResult;
import org.outeffhop.inference.result.InferenceResult.Embedded;
import org.outeffhop.model.TokenBatch;
import org.outeffhop.model.TokenModel;
import org.outeffhop.model.checkpoint.Checkpoint;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.progress.Progress;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;
import org.outeffhop.testing.EncoderFolder;
import org.outeffhop.testing.EncoderSettings;
import org.outeffhop.text.TextTokenizer;

/** An exported encoder embeds texts as the settings that travelled with it say. */
class EncoderInferenceTest {
  private static final String TEXT = "one two three four one two";

  @TempDir private Path folder;
  private EncoderFolder encoder;
  private EncoderSettings settings;
  private Path out;
  private final List<String> told = new ArrayList<>();
  private final Progress progress =
      new Progress() {
        @Override
        public void update(String task, long done, long total) {}

        @Override
        public void notice(String message) {
          told.add(message);
        }
      };

  @BeforeEach
  void write() throws IOException {
    encoder = EncoderFolder.write(folder.resolve("encoder"));
    settings = new EncoderSettings(encoder.path()).modules(true).pooling("cls_token");
    out = folder.resolve("out");
  }

  private void export() throws IOException {
    encoder.export(out);
  }

  private static InferenceOptions options(String truncation, String prompt) {
    return new InferenceOptions(
        true,
        1,
        Optional.empty(),
        Optional.ofNullable(truncation).map(Truncation::parse),
        Optional.ofNullable(prompt));
  }

  private InferenceResult run(InferenceOptions options, String... texts) throws IOException {
    try (Inference inference = Inference.open(out, 1, options, progress)) {
      return inference.run(List.of(texts));
    }
  }

  private String refused(InferenceOptions options, String... texts) {
    return assertThrows(IllegalArgumentException.class, () -> run(options, texts)).getMessage();
  }

  /** The first of the model's own hidden states, of length 1. */
  private double[] expected(String text, int most) {
    try (Checkpoint checkpoint = Checkpoint.read(encoder.path());
        TextTokenizer tokenizer = TextTokenizer.read(encoder.path());
        TensorScope scope = TensorScope.open()) {
      int[] words = tokenizer.encode(text);
      int[] kept = Arrays.copyOf(words, Math.min(words.length, most - 2));
      int[] ids = IntStream.concat(IntStream.of(2), IntStream.of(kept)).toArray();
      ids = IntStream.concat(IntStream.of(ids), IntStream.of(3)).toArray();
      Tensor rows = Tensors.ofIndices(ids, 1, ids.length);
      Tensor hidden =
          ((TokenModel) checkpoint.model())
              .hiddenStates(TokenBatch.of(rows), ForwardContext.EVALUATION);
      float[] first = Tensors.toFloats(hidden.select(1, 0).select(0, 0));
      double length = 0;
      for (float x : first) {
        length += x * x;
      }
      double[] unit = new double[first.length];
      for (int i = 0; i < unit.length; i++) {
        unit[i] = first[i] / Math.sqrt(length);
      }
      return unit;
    }
  }

  private void requireEmbedded(double[] expected, InferenceResult result, int answer) {
    List<Double> values = ((Embedded) result.answers().get(answer)).values();
    assertEquals(expected.length, values.size());
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], values.get(i), 2e-6);
    }
  }

  /** Texts of one length share a batch; the answers keep their order. */
  @Test
  void textsArePooledAsTheSettingsSay() throws IOException {
    export();
    String[] texts = {TEXT, "two", "four three two one two one", "three", ""};
    InferenceResult result = run(options(null, null), texts);
    assertEquals("cls, normalised", result.pooling());
    assertEquals("cosine", result.similarity());
    for (int text = 0; text < texts.length; text++) {
      assertEquals(texts[text], ((Embedded) result.answers().get(text)).input());
      requireEmbedded(expected(texts[text], 16), result, text);
    }
    assertEquals(List.of("Pooling: cls, normalised (modules.json, 1_Pooling/config.json)"), told);
  }

  @Test
  void longTextsAreCutWhereTheSettingsSayAndItIsSaid() throws IOException {
    settings.with("sentence_bert_config.json", "{\"max_seq_length\": 5}");
    export();
    InferenceResult result = run(options(null, null), "two", TEXT);
    requireEmbedded(expected(TEXT, 5), result, 1);
    assertEquals(
        List.of(
            "Pooling: cls, normalised (modules.json, 1_Pooling/config.json)",
            "Longest text: 5 tokens (max_seq_length of sentence_bert_config.json)",
            "text 2 is cut: 5 of its 8 tokens are kept (max_seq_length of sentence_bert_config.json; --truncate changes it)"),
        told);
    requireEmbedded(expected(TEXT, 16), run(options("none", null), TEXT), 0);
    told.clear();
    requireEmbedded(expected(TEXT, 4), run(options("4", null), TEXT), 0);
    assertEquals(
        "text 1 is cut: 4 of its 8 tokens are kept (--truncate 4)", told.get(told.size() - 1));
    told.clear();
    run(options(null, null), TEXT, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT, "two");
    assertEquals(8, told.size(), told.toString());
    assertEquals("7 of 8 texts are cut", told.get(7));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "- | the model's settings say no length to cut it to, --truncate 16 does",
        "model | the model's settings say no length to cut it to, --truncate 16 does",
        "none | --truncate 16 cuts it",
      })
  void aTextThatIsTooLongIsRefusedWithWhatHelps(String truncation, String advice)
      throws IOException {
    export();
    assertEquals(
        "the text 'one one one one one one one one one one ..' has 22 tokens; the maximum of "
            + out.resolve("model.onnx")
            + " is 16; "
            + advice,
        refused(options(truncation, null), "one ".repeat(20)));
    requireEmbedded(
        expected("one ".repeat(20), 16), run(options("16", null), "one ".repeat(20)), 0);
    assertEquals(
        "truncate is 17; the model takes at most 16 tokens", refused(options("17", null), "one"));
  }

  @Test
  void whatSettingsCutMoreThanTheModelTakesIsCutToTheModel() throws IOException {
    settings.with("sentence_bert_config.json", "{\"max_seq_length\": 512}");
    export();
    requireEmbedded(
        expected("one ".repeat(20), 16), run(options(null, null), "one ".repeat(20)), 0);
  }

  @Test
  void promptsAreObeyed() throws IOException {
    settings.with(
        "config_sentence_transformers.json",
        "{\"prompts\": {\"query\": \"four \", \"none\": \"\"}, \"default_prompt_name\": \"query\"}");
    export();
    requireEmbedded(expected("four two", 16), run(options(null, null), "two"), 0);
    requireEmbedded(expected("two", 16), run(options(null, "none"), "two"), 0);
  }

  @Test
  void settingsThatAreNotTheGraphsAreRefused() throws IOException {
    export();
    new EncoderSettings(out).pooling("mean_tokens");
    assertEquals(
        "modules.json, 1_Pooling/config.json beside "
            + out.resolve("model.onnx")
            + " says pooling mean, normalised; the graph gives cls, normalised: export the model again with its settings beside it",
        refused(options(null, null), "one"));
  }

  /**
   * A cached graph has no embeddings of its own, so only the mean of its hidden states is right.
   */
  @Test
  void aGraphWithoutEmbeddingsGivesTheMeanAlone() throws IOException {
    Path graph = folder.resolve("model.onnx");
    float[][] states = {{0}, {1}, {2}, {3}, {4}, {5}};
    TinyGraph.text("opt", 16, null, states).write(graph);
    TinyGraph.tokenizer(folder);
    out = folder;
    EncoderSettings beside = new EncoderSettings(folder).modules(false).pooling("mean_tokens");
    assertEquals(
        new Embedded("b c", List.of(4.5)), run(options(null, null), "b c").answers().get(0));
    beside.pooling("lasttoken");
    assertEquals(
        "modules.json, 1_Pooling/config.json beside "
            + graph
            + " says pooling lasttoken; the graph gives no sentence_embedding, only hidden states: export the model again with its settings beside it",
        refused(options(null, null), "b"));
  }

  /** Where lines stand is in the error, and what was answered before stays. */
  @Test
  void inputsAreTakenAsTheyCome() throws IOException {
    export();
    List<Integer> sizes = new ArrayList<>();
    Iterator<Input> endless =
        IntStream.iterate(1, i -> i + 1)
            .mapToObj(i -> new Input(i == 200 ? "one ".repeat(20) : "two", "lines:" + i))
            .iterator();
    try (Inference inference = Inference.open(out, 1, options(null, null), progress)) {
      IllegalArgumentException refused =
          assertThrows(
              IllegalArgumentException.class,
              () -> inference.run(endless, 0, answers -> sizes.add(answers.size())));
      assertTrue(
          refused.getMessage().startsWith("lines:200: the text 'one one"), refused::getMessage);
    }
    assertEquals(List.of(64, 64, 64), sizes);
  }

  @Test
  void wordsOfTruncationAreChecked() {
    assertEquals(
        "truncate is 'all'; it can be none, model, or a number of tokens from 1 to 999999999",
        assertThrows(IllegalArgumentException.class, () -> Truncation.parse("all")).getMessage());
    assertThrows(IllegalArgumentException.class, () -> Truncation.parse("0"));
  }
}
