package org.outeffhop.experiment.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.experiment.result.DiagnosisResult;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.metrics.ActivationRecorder;
import org.outeffhop.metrics.ModuleOutliers;
import org.outeffhop.metrics.sinks.Diagnosis;
import org.outeffhop.metrics.sinks.HeadUse;
import org.outeffhop.model.BertConfig;
import org.outeffhop.model.BertEncoder;
import org.outeffhop.model.Opt;
import org.outeffhop.model.OptConfig;
import org.outeffhop.model.TokenBatch;
import org.outeffhop.model.TokenModel;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.Probe;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;
import org.outeffhop.testing.Randomised;
import org.outeffhop.text.TextTokenizer;

/** Small models with weights drawn at random, against their own attention weights. */
class ModelDiagnosisTest {
  private static final List<String> WORDS =
      List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", ".", "##s", "one", "two", "##!?");

  private static final int[] IDS = {
    2, 7, 8, 5, 7, 6, 9, 8, 7, 5, 3, 0, 2, 8, 8, 8, 5, 7, 7, 9, 5, 7, 8, 3
  };

  @TempDir private static Path folder;

  @BeforeAll
  static void write() throws IOException {
    Engine.start();
    Files.write(folder.resolve("vocab.txt"), WORDS);
  }

  private static TokenModel bert() {
    Engine.seed(3);
    return randomised(
        new BertEncoder(
            BertConfig.small(10, 8, 2, 2, 16, AttentionConfig.bert(AttentionMethod.OUTEFFHOP))));
  }

  private static TokenModel opt() {
    Engine.seed(4);
    return randomised(
        new Opt(OptConfig.small(10, 8, 2, 2, 16, AttentionConfig.opt(AttentionMethod.OUTEFFHOP))));
  }

  private static TokenModel randomised(TokenModel model) {
    Randomised.parameters(model.parameters());
    return model;
  }

  /** Keeps what attention shows, in float64. */
  private static final class Kept implements Probe {
    private final Map<String, double[]> weights = new LinkedHashMap<>();

    @Override
    public Tensor at(String name, Tensor activation) {
      if (name.endsWith(".probabilities")) {
        weights.put(name.replace(".probabilities", ""), Tensors.toDoubles(activation));
      }
      return activation;
    }

    @Override
    public boolean wantsAttentionProbabilities() {
      return true;
    }
  }

  @Test
  void headsOfAnEncoderAreThoseOfItsWeights() {
    try (TokenModel model = bert()) {
      requireHeads(model, 23);
    }
  }

  @Test
  void headsOfADecoderAreThoseOfItsWeights() {
    try (TokenModel model = opt()) {
      requireHeads(model, 23);
    }
  }

  /** Two sequences of twelve tokens, of which the first ends with padding. */
  private static void requireHeads(TokenModel model, int queries) {
    try (TensorScope scope = TensorScope.open();
        TextTokenizer tokenizer = TextTokenizer.read(folder)) {
      Tensor ids = Tensors.ofIndices(IDS, 2, 12);
      TokenBatch batch = TokenBatch.padded(ids, ids.ne(Tensors.scalar(0)));
      Kept kept = new Kept();
      model.hiddenStates(batch, ForwardContext.evaluation(kept));
      ModelDiagnosis diagnosis = new ModelDiagnosis(model, tokenizer);
      diagnosis.update(batch);
      Diagnosis found = diagnosis.compute();
      assertEquals(4, found.heads().size());
      for (HeadUse head : found.heads()) {
        double[] weights = kept.weights.get(head.module());
        Expected expected = Expected.of(weights, head.head());
        assertEquals(expected.first / (double) queries, head.firstKeySinkRate(), 1e-12);
        assertEquals(expected.any / (double) queries, head.sinkRate(), 1e-12);
        assertEquals(1 - expected.mass / queries, head.noOpMass(), 1e-6);
        assertEquals(expected.sinkingIntoDots / (double) queries, head.key(5).get().sinkRate());
        assertEquals(expected.toDots / queries, head.key(5).get().weight(), 1e-6);
        assertTrue(head.noOpMass() > 0.01, "the no-op class of a random model gets some weight");
      }
    }
  }

  /** What the weights [2, 2, 12, 12] of a layer make of one of its heads. */
  private static final class Expected {
    private int first;
    private int any;
    private int sinkingIntoDots;
    private double mass;
    private double toDots;

    static Expected of(double[] weights, int head) {
      Expected sums = new Expected();
      for (int row = 0; row < 24; row++) {
        if (IDS[row] != 0) {
          int begin = ((row / 12 * 2 + head) * 12 + row % 12) * 12;
          sums.add(weights, begin, row / 12 * 12);
        }
      }
      return sums;
    }

    private void add(double[] weights, int begin, int sample) {
      double largest = 0;
      double largestDot = 0;
      for (int key = 0; key < 12; key++) {
        double weight = weights[begin + key];
        mass += weight;
        largest = Math.max(largest, weight);
        if (IDS[sample + key] == 5) {
          toDots += weight;
          largestDot = Math.max(largestDot, weight);
        }
      }
      first += weights[begin] > 0.3 ? 1 : 0;
      any += largest > 0.3 ? 1 : 0;
      sinkingIntoDots += largestDot > 0.3 ? 1 : 0;
    }
  }

  @Test
  void kurtosisIsThatOfTheOtherMeasure() {
    try (TokenModel model = bert();
        TensorScope scope = TensorScope.open();
        TextTokenizer tokenizer = TextTokenizer.read(folder)) {
      TokenBatch batch = TokenBatch.of(Tensors.ofIndices(IDS, 2, 12));
      ActivationRecorder recorder = new ActivationRecorder(model.outlierProbePoints()::contains);
      model.hiddenStates(batch, ForwardContext.evaluation(recorder));
      ModelDiagnosis diagnosis = new ModelDiagnosis(model, tokenizer);
      diagnosis.update(batch);
      DiagnosisResult result = diagnosis.result();
      assertEquals(2, result.samples());
      assertEquals(24, result.tokens());
      List<ModuleOutliers> modules = recorder.modules();
      for (int i = 0; i < modules.size(); i++) {
        assertEquals(modules.get(i).module(), result.modules().get(i).module());
        assertEquals(modules.get(i).kurtosis(), result.modules().get(i).kurtosis(), 1e-4);
      }
      assertEquals(recorder.summary().averageKurtosis(), result.averageKurtosis(), 1e-4);
    }
  }

  @Test
  void delimitersAreSpecialTokensAndPunctuation() {
    try (TextTokenizer tokenizer = TextTokenizer.read(folder)) {
      TokenNames names = TokenNames.of(tokenizer);
      for (int id : new int[] {0, 2, 3, 5, 9}) {
        assertTrue(names.isDelimiter(id), WORDS.get(id));
      }
      for (int id : new int[] {1, 4, 6, 7, 8}) {
        assertFalse(names.isDelimiter(id), WORDS.get(id));
      }
      assertEquals("[SEP]", names.name(3));
    }
    assertTrue(TokenNames.positions("[CLS]").isDelimiter(0));
    assertFalse(TokenNames.positions("[CLS]").isDelimiter(1));
  }
}
