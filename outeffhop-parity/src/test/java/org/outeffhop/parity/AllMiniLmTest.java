package org.outeffhop.parity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.export.OnnxExport;
import org.outeffhop.export.Precision;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.model.BertConfig;
import org.outeffhop.model.BertEncoder;
import org.outeffhop.model.TokenBatch;
import org.outeffhop.model.checkpoint.OnnxBertWeights;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.runtime.OnnxInput;
import org.outeffhop.runtime.OnnxModel;
import org.outeffhop.runtime.OnnxOutput;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;
import org.outeffhop.text.TextTokenizer;

/**
 * A real pretrained BERT, all-MiniLM-L6-v2: what {@link BertEncoder} computes with its weights is
 * what ONNX Runtime computes with its graph.
 */
class AllMiniLmTest {
  private static final double TOLERANCE = 1e-4;
  private static final List<String> SENTENCES =
      List.of(
          "A softmax must hand out all of its weight.",
          "The cat sat on the mat, and nobody minded.",
          "Outliers in the activations of large transformers make eight-bit quantization hard: one range must"
              + " cover both the values that matter and the few that are a hundred times as large.",
          "Zürich is in Switzerland; 東京 is not.",
          "No.");

  private static final BertConfig CONFIG =
      BertConfig.miniLm(AttentionConfig.bert(AttentionMethod.VANILLA));

  @TempDir private static Path folder;
  private static TensorScope scope;
  private static TextTokenizer tokenizer;
  private static OnnxRuntime runtime;
  private static BertEncoder bert;

  @BeforeAll
  static void load() throws IOException, OrtException {
    Engine.start();
    scope = TensorScope.open();
    byte[] model = resource("/all-minilm-l6-v2.onnx");
    runtime = new OnnxRuntime(model);
    bert = new BertEncoder(CONFIG);
    bert.parameters().load(OnnxBertWeights.read(model));
    Path file = folder.resolve("tokenizer.json");
    Files.write(file, resource("/all-minilm-l6-v2-tokenizer.json"));
    tokenizer = TextTokenizer.load(file);
  }

  @AfterAll
  static void close() throws OrtException {
    tokenizer.close();
    runtime.close();
    bert.close();
    scope.close();
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = AllMiniLmTest.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    }
  }

  @Test
  void everySentenceAloneAgrees() throws OrtException {
    for (String sentence : SENTENCES) {
      long[][] ids = padded(List.of(sentence));
      requireAgreement(ids, visible(ids), zeros(ids));
    }
  }

  @Test
  void aPaddedBatchAgrees() throws OrtException {
    long[][] ids = padded(SENTENCES);
    assertEquals(SENTENCES.size(), ids.length);
    assertTrue(Arrays.stream(ids).anyMatch(row -> row[row.length - 1] == 0), "nothing is padded");
    requireAgreement(ids, visible(ids), zeros(ids));
  }

  @Test
  void tokensOfTheSecondSegmentAgree() throws OrtException {
    long[][] ids = padded(SENTENCES);
    long[][] types = zeros(ids);
    for (long[] row : types) {
      Arrays.fill(row, row.length / 3, row.length, 1);
    }
    requireAgreement(ids, visible(ids), types);
  }

  /** Our graph of our model against the original's graph, both in ONNX Runtime. */
  @Test
  void ourExportAgreesWithTheOriginal() throws IOException, OrtException {
    long[][] ids = padded(SENTENCES);
    long[][] types = zeros(ids);
    Path file = folder.resolve("ours.onnx");
    try (OnnxExport export = OnnxExport.of(CONFIG, bert, new Precision.Float32())) {
      export.write(file, "test");
    }
    try (OnnxModel ours = OnnxModel.open(file, 1)) {
      OnnxOutput output =
          ours.run(
              Map.of(
                  "input_ids", input(ids),
                  "attention_mask", input(visible(ids)),
                  "token_type_ids", input(types)));
      requireAgreement(ids, visible(ids), types, output.values());
    }
  }

  private static OnnxInput input(long[][] rows) {
    long[] flat = Arrays.stream(rows).flatMapToLong(Arrays::stream).toArray();
    return OnnxInput.of(flat, rows.length, rows[0].length);
  }

  private static void requireAgreement(long[][] ids, long[][] visible, long[][] types)
      throws OrtException {
    try (TensorScope inner = TensorScope.open()) {
      Tensor actual =
          bert.hiddenStates(
              new TokenBatch(tensor(ids), tensor(types), tensor(visible).ne(new Scalar(0))),
              ForwardContext.EVALUATION);
      requireAgreement(ids, visible, types, Tensors.toFloats(actual));
    }
  }

  private static void requireAgreement(
      long[][] ids, long[][] visible, long[][] types, float[] values) throws OrtException {
    float[][][] expected = runtime.hiddenStates(ids, visible, types);
    double largest = 0;
    for (int row = 0; row < ids.length; row++) {
      for (int place = 0; place < ids[row].length; place++) {
        float[] vector = expected[row][place];
        int begin = (row * ids[row].length + place) * vector.length;
        for (int i = 0; visible[row][place] == 1 && i < vector.length; i++) {
          largest = Math.max(largest, Math.abs(vector[i] - values[begin + i]));
        }
      }
    }
    assertTrue(largest < TOLERANCE, "the largest difference is " + largest);
  }

  private static long[][] padded(List<String> texts) {
    int[][] rows = texts.stream().map(tokenizer::encodeDocument).toArray(int[][]::new);
    int longest = Arrays.stream(rows).mapToInt(row -> row.length).max().orElseThrow();
    return Arrays.stream(rows)
        .map(row -> Arrays.stream(Arrays.copyOf(row, longest)).asLongStream().toArray())
        .toArray(long[][]::new);
  }

  /** 1 where a token is not padding, which has the id 0. */
  private static long[][] visible(long[][] ids) {
    return Arrays.stream(ids)
        .map(row -> Arrays.stream(row).map(id -> id == 0 ? 0 : 1).toArray())
        .toArray(long[][]::new);
  }

  private static long[][] zeros(long[][] ids) {
    return new long[ids.length][ids[0].length];
  }

  private static Tensor tensor(long[][] rows) {
    int[] flat =
        Arrays.stream(rows).flatMapToLong(Arrays::stream).mapToInt(Math::toIntExact).toArray();
    return Tensors.ofIndices(flat, rows.length, rows[0].length);
  }
}
