package org.outeffhop.experiment.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.outeffhop.experiment.result.ExportResult;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.model.BertConfig;
import org.outeffhop.model.LanguageModel;
import org.outeffhop.model.TokenBatch;
import org.outeffhop.model.TokenModel;
import org.outeffhop.model.checkpoint.Checkpoint;
import org.outeffhop.model.checkpoint.CheckpointWriter;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.runtime.OnnxInput;
import org.outeffhop.runtime.OnnxModel;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;
import org.outeffhop.testing.EncoderFolder;
import org.outeffhop.testing.EncoderSettings;

/** The graph pools as the settings of its model say; the right values are computed by hand. */
class PoolingExportTest {
  private static final int WIDTH = 8;
  private static final String EMBEDDING = "sentence_embedding";
  private static final List<long[]> TEXTS =
      List.of(new long[] {2, 5, 8, 6, 7, 3}, new long[] {2, 7, 3}, new long[] {2, 3});

  @TempDir private Path folder;
  private EncoderFolder encoder;
  private EncoderSettings settings;

  @BeforeEach
  void write() throws IOException {
    encoder = EncoderFolder.write(folder.resolve("encoder"));
    settings = new EncoderSettings(encoder.path());
  }

  private ExportResult export() throws IOException {
    return encoder.export(folder.resolve("out"));
  }

  /** The model's own hidden states of one text, a row a token. */
  private static double[][] states(TokenModel model, long[] ids) {
    try (TensorScope scope = TensorScope.open()) {
      int[] whole = Arrays.stream(ids).mapToInt(Math::toIntExact).toArray();
      Tensor rows = Tensors.ofIndices(whole, 1, ids.length);
      float[] hidden =
          Tensors.toFloats(model.hiddenStates(TokenBatch.of(rows), ForwardContext.EVALUATION));
      double[][] states = new double[ids.length][WIDTH];
      for (int i = 0; i < hidden.length; i++) {
        states[i / WIDTH][i % WIDTH] = hidden[i];
      }
      return states;
    }
  }

  private static double[] pooled(String mode, double[][] h) {
    double[] pooled = new double[WIDTH];
    int n = h.length;
    for (int d = 0; d < WIDTH; d++) {
      double sum = 0;
      double weighted = 0;
      double largest = h[0][d];
      for (int l = 0; l < n; l++) {
        sum += h[l][d];
        weighted += (l + 1) * h[l][d];
        largest = Math.max(largest, h[l][d]);
      }
      pooled[d] =
          switch (mode) {
            case "cls_token" -> h[0][d];
            case "max_tokens" -> largest;
            case "mean_tokens" -> sum / n;
            case "mean_sqrt_len_tokens" -> sum / Math.sqrt(n);
            case "weightedmean_tokens" -> weighted / (n * (n + 1) / 2.0);
            default -> h[n - 1][d];
          };
    }
    return pooled;
  }

  private static double[] expected(String[] modes, boolean normalised, double[][] h) {
    double[] joined = new double[modes.length * WIDTH];
    for (int i = 0; i < modes.length; i++) {
      System.arraycopy(pooled(modes[i], h), 0, joined, i * WIDTH, WIDTH);
    }
    double length = Math.sqrt(Arrays.stream(joined).map(x -> x * x).sum());
    return normalised ? Arrays.stream(joined).map(x -> x / length).toArray() : joined;
  }

  /** All texts in one batch, padded behind, or each alone. */
  private static float[] output(OnnxModel model, List<long[]> texts, String name) {
    int length = texts.stream().mapToInt(text -> text.length).max().orElseThrow();
    long[] ids = new long[texts.size() * length];
    long[] seen = new long[ids.length];
    for (int text = 0; text < texts.size(); text++) {
      long[] tokens = texts.get(text);
      System.arraycopy(tokens, 0, ids, text * length, tokens.length);
      Arrays.fill(seen, text * length, text * length + tokens.length, 1);
    }
    long[] shape = {texts.size(), length};
    return model
        .run(
            Map.of(
                "input_ids", OnnxInput.of(ids, shape),
                "attention_mask", OnnxInput.of(seen, shape),
                "token_type_ids", OnnxInput.of(new long[ids.length], shape)),
            name)
        .values();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cls_token",
        "max_tokens",
        "mean_tokens",
        "mean_sqrt_len_tokens",
        "weightedmean_tokens",
        "lasttoken",
        "cls_token max_tokens mean_tokens mean_sqrt_len_tokens weightedmean_tokens lasttoken"
      })
  void theGraphPoolsAsTheSettingsSay(String names) throws IOException {
    String[] modes = names.split(" ");
    boolean normalised = modes.length != 1 || names.startsWith("cls");
    settings.modules(normalised).pooling(modes);
    export();
    requirePooled(modes, normalised, List.of("last_hidden_state", "sentence_embedding"));
  }

  private void requirePooled(String[] modes, boolean normalised, List<String> outputs)
      throws IOException {
    try (Checkpoint checkpoint = Checkpoint.read(encoder.path());
        OnnxModel graph = OnnxModel.open(folder.resolve("out/model.onnx"), 1)) {
      assertEquals(outputs, graph.outputs());
      float[] padded = output(graph, TEXTS, EMBEDDING);
      int width = modes.length * WIDTH;
      for (int text = 0; text < TEXTS.size(); text++) {
        double[][] hidden = states((TokenModel) checkpoint.model(), TEXTS.get(text));
        double[] right = expected(modes, normalised, hidden);
        requireNear(right, Arrays.copyOfRange(padded, text * width, (text + 1) * width));
        requireNear(right, output(graph, List.of(TEXTS.get(text)), EMBEDDING));
      }
    }
  }

  /** A language model is for other things too, so that its settings must ask for an embedding. */
  @Test
  void aLanguageModelPoolsWhereItsSettingsSay() throws IOException {
    BertConfig config =
        BertConfig.small(9, WIDTH, 1, 2, 16, AttentionConfig.bert(AttentionMethod.OUTEFFHOP));
    try (LanguageModel model = config.create()) {
      CheckpointWriter.FLOAT32.write(encoder.path(), config, model, null);
    }
    assertEquals(List.of(), export().notes());
    try (OnnxModel graph = OnnxModel.open(folder.resolve("out/model.onnx"), 1)) {
      assertEquals(List.of("logits", "last_hidden_state"), graph.outputs());
    }
    settings.modules(true).pooling("weightedmean_tokens");
    export();
    requirePooled(
        new String[] {"weightedmean_tokens"},
        true,
        List.of("logits", "last_hidden_state", "sentence_embedding"));
  }

  /** In eight bits the hidden states are others; they are pooled all the same. */
  @ParameterizedTest
  @EnumSource(ExportPrecision.class)
  void everyPrecisionPoolsItsOwnHiddenStates(ExportPrecision precision) throws IOException {
    settings.modules(true).pooling("cls_token", "mean_tokens");
    encoder.export(folder.resolve("out"), precision);
    try (OnnxModel graph = OnnxModel.open(folder.resolve("out/model.onnx"), 1)) {
      float[] padded = output(graph, TEXTS, "last_hidden_state");
      float[] pooled = output(graph, TEXTS, EMBEDDING);
      int longest = TEXTS.get(0).length;
      for (int text = 0; text < TEXTS.size(); text++) {
        double[][] hidden = new double[TEXTS.get(text).length][WIDTH];
        for (int place = 0; place < hidden.length; place++) {
          for (int d = 0; d < WIDTH; d++) {
            hidden[place][d] = padded[(text * longest + place) * WIDTH + d];
          }
        }
        requireNear(
            expected(new String[] {"cls_token", "mean_tokens"}, true, hidden),
            Arrays.copyOfRange(pooled, text * 2 * WIDTH, (text + 1) * 2 * WIDTH));
      }
    }
  }

  private static void requireNear(double[] expected, float[] actual) {
    double[] values = new double[actual.length];
    Arrays.setAll(values, i -> actual[i]);
    assertArrayEquals(expected, values, 2e-6);
  }

  @Test
  void theSettingsTravelWithTheGraphAndAreSaid() throws IOException {
    settings
        .modules(true)
        .pooling("cls_token")
        .with("sentence_bert_config.json", "{\"max_seq_length\": 512, \"do_lower_case\": true}")
        .with("tokenizer_config.json", "{\"model_max_length\": 512}");
    ExportResult result = export();
    List<String> names =
        List.of(
            "model.onnx",
            "tokenizer.json",
            "modules.json",
            "1_Pooling/config.json",
            "sentence_bert_config.json",
            "tokenizer_config.json");
    assertEquals(names, result.files().stream().map(ExportResult.WrittenFile::name).toList());
    for (String name : names.subList(2, names.size())) {
      assertArrayEquals(
          Files.readAllBytes(encoder.path().resolve(name)),
          Files.readAllBytes(folder.resolve("out").resolve(name)),
          name);
    }
    assertEquals(
        List.of(
            "Pooling: cls, normalised (modules.json, 1_Pooling/config.json)",
            "Longest text: 512 tokens (max_seq_length of sentence_bert_config.json)"),
        result.notes());
  }

  /** The case's own file: its dimension is another model's, and what it says of pooling holds. */
  @Test
  void aDimensionThatIsAnotherModelsIsSaidAndNotNeeded() throws IOException {
    settings
        .modules(true)
        .with(
            "1_Pooling/config.json",
            "{\"word_embedding_dimension\":512,\"pooling_mode_cls_token\":true,"
                + "\"pooling_mode_mean_tokens\":false}");
    assertEquals(
        List.of(
            "Pooling: cls, normalised (modules.json, 1_Pooling/config.json)",
            "Pooling: its settings say a dimension of 512; the model's hidden_size is 8, which holds"),
        export().notes());
  }

  @Test
  void whatIsNotSupportedIsRefusedBeforeAnythingIsWritten() throws IOException {
    settings
        .modules(false)
        .pooling("mean_tokens")
        .with(
            "modules.json",
            Files.readString(encoder.path().resolve("modules.json"))
                .replace(
                    "]",
                    ", {\"idx\":2,\"name\":\"2\",\"path\":\"2_Dense\",\"type\":\"sentence_transformers.models.Dense\"}]"));
    IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, this::export);
    assertEquals(
        encoder.path().resolve("modules.json")
            + ": the type of module 2 is \"sentence_transformers.models.Dense\"; it can be sentence_transformers.models.Transformer, Pooling or Normalize",
        refused.getMessage());
    assertTrue(Files.notExists(folder.resolve("out")));
  }
}
