package org.outeffhop.experiment.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.data.Sentences;
import org.outeffhop.data.TokenCache;
import org.outeffhop.experiment.result.InspectionResult;
import org.outeffhop.experiment.result.InspectionResult.Measures;
import org.outeffhop.experiment.result.InspectionResult.Source;
import org.outeffhop.experiment.stored.StoredData;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.model.BertEncoder;
import org.outeffhop.model.TokenBatch;
import org.outeffhop.model.checkpoint.Checkpoint;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.progress.Progress;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;
import org.outeffhop.testing.EncoderFolder;
import org.outeffhop.text.TextTokenizer;

class CheckpointInspectionTest {
  private static final String DENSE = "bert.encoder.layer.0.output.dense";

  @TempDir private Path folder;
  private EncoderFolder encoder;

  @BeforeEach
  void write() throws IOException {
    encoder = EncoderFolder.write(folder);
  }

  private InspectionResult inspected(Optional<AttentionMethod> method, Optional<StoredData> data) {
    return new CheckpointInspection(folder, method, Progress.none()).run(data);
  }

  /** Width 8, 9 words, 16 positions, 2 types, a perceptron of 32. */
  @Test
  void parametersAreCountedByWhatTheyAreFor() {
    InspectionResult result = inspected(Optional.empty(), Optional.empty());
    assertEquals("BertModel", result.architecture());
    Map<String, Long> expected =
        Map.of(
            "embeddings", (9L + 16 + 2) * 8,
            "attention", 4L * (8 * 8 + 8),
            "mlp", 8L * 32 + 32 + 32 * 8 + 8,
            "norms", 3L * 2 * 8);
    assertEquals(expected, result.parts());
    assertEquals(expected.values().stream().mapToLong(x -> x).sum(), result.parameters());
    assertEquals(Map.of("F32", result.parameters()), result.types());
    assertEquals("vocab.txt", result.tokenizer().name());
    assertEquals(9, result.tokenizer().vocabularySize());
    assertNull(result.measures());
  }

  @Test
  void whereTheAttentionMethodComesFromIsSaid() throws IOException {
    assertEquals(Source.CONFIG, inspected(Optional.empty(), Optional.empty()).attention().source());
    ObjectMapper json = new ObjectMapper();
    File config = folder.resolve("config.json").toFile();
    ObjectNode fields = (ObjectNode) json.readTree(config);
    fields.remove("attention_method");
    json.writeValue(config, fields);
    assertEquals(
        Source.ASSUMED, inspected(Optional.empty(), Optional.empty()).attention().source());
    InspectionResult given = inspected(Optional.of(AttentionMethod.OUTEFFHOP), Optional.empty());
    assertEquals(Source.GIVEN, given.attention().source());
    assertEquals("outeffhop", given.attention().method());
  }

  /** Kurtosis and norm of every held-out text alone, in loops over doubles. */
  @Test
  void anEncoderIsMeasuredOnWholeTexts() {
    Measures measures = inspected(Optional.empty(), Optional.of(encoder.data())).measures();
    Sentences heldOut =
        Sentences.heldOut(
            encoder.text(),
            folder,
            EncoderFolder.LENGTH,
            EncoderFolder.SPLIT,
            new TokenCache(folder.resolve("tokens"), Progress.none()));
    assertEquals(heldOut.count(), measures.blocks());
    assertEquals(EncoderFolder.LENGTH, measures.length());
    assertNull(measures.perplexity());
    double kurtosis = 0;
    double norm = 0;
    List<double[]> outputs = outputs(heldOut);
    for (double[] output : outputs) {
      kurtosis += kurtosis(output) / outputs.size();
      norm += Arrays.stream(output).map(Math::abs).max().orElseThrow() / outputs.size();
    }
    InspectionResult.Module dense = measures.modules().get(0);
    assertEquals(DENSE, dense.module());
    assertEquals(kurtosis, dense.kurtosis(), 1e-6 * kurtosis);
    assertEquals(norm, dense.maximumInfinityNorm(), 1e-6 * norm);
  }

  private List<double[]> outputs(Sentences texts) {
    List<double[]> outputs = new ArrayList<>();
    try (Checkpoint checkpoint = Checkpoint.read(folder)) {
      BertEncoder model = (BertEncoder) checkpoint.model();
      for (int text = 0; text < texts.count(); text++) {
        try (TensorScope scope = TensorScope.open()) {
          int[] ids = texts.ids(text);
          Tensor batch = Tensors.ofIndices(ids, 1, ids.length);
          model.hiddenStates(
              TokenBatch.of(batch),
              ForwardContext.evaluation(
                  (name, x) -> {
                    if (name.equals(DENSE)) {
                      outputs.add(Tensors.toDoubles(x));
                    }
                    return x;
                  }));
        }
      }
    }
    return outputs;
  }

  private static double kurtosis(double[] x) {
    double mean = Arrays.stream(x).average().orElseThrow();
    double variance = Arrays.stream(x).map(v -> (v - mean) * (v - mean)).sum() / (x.length - 1);
    double fourth = Arrays.stream(x).map(v -> Math.pow(v - mean, 4)).average().orElseThrow();
    return fourth / (variance * variance + 1e-6);
  }

  @Test
  void whatCannotBeMeasuredIsRefused() throws IOException {
    StoredData.Amounts long17 =
        new StoredData.Amounts(
            OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty(), OptionalInt.of(17));
    StoredData tooLong = StoredData.of(encoder.text(), EncoderFolder.SPLIT, long17);
    assertRefused(folder + ": length is 17; the model's max_position_embeddings is 16", tooLong);
    Files.delete(folder.resolve("vocab.txt"));
    assertRefused(
        folder
            + " has no tokenizer.json, vocab.txt, or vocab.json and merges.txt, without which no text can be measured",
        encoder.data());
  }

  private void assertRefused(String message, StoredData data) {
    assertEquals(
        message,
        assertThrows(
                IllegalArgumentException.class,
                () -> inspected(Optional.empty(), Optional.of(data)))
            .getMessage());
  }

  @Test
  void aSavedCheckpointHasTheSameWeightsAndTokenizer(@TempDir Path out) throws IOException {
    new CheckpointInspection(folder, Optional.empty(), Progress.none()).save(out);
    String weights = "model.safetensors";
    assertEquals(-1, Files.mismatch(folder.resolve(weights), out.resolve(weights)));
    assertArrayEquals(
        TextTokenizer.json(folder), Files.readAllBytes(out.resolve("tokenizer.json")));
    try (Checkpoint original = Checkpoint.read(folder);
        Checkpoint saved = Checkpoint.read(out)) {
      assertEquals(original.config(), saved.config());
    }
  }
}
