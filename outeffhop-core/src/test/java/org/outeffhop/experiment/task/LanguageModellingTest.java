package org.outeffhop.experiment.task;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.outeffhop.conversion.ConversionConfig;
import org.outeffhop.data.EncodedText;
import org.outeffhop.data.Masking;
import org.outeffhop.data.TextCorpus;
import org.outeffhop.data.TokenBlocks;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.model.Bert;
import org.outeffhop.model.BertConfig;
import org.outeffhop.model.ModelType;
import org.outeffhop.model.TokenBatch;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;
import org.outeffhop.text.SpecialTokens;
import org.outeffhop.training.TrainingConfig;

/** What a masked model learns of its teacher, against formulas in double precision. */
class LanguageModellingTest {
  private static final int VOCABULARY = 11;
  private static final int MASK = 3;
  private static final int LENGTH = 4;
  private static final double THRESHOLD = 0.7;
  private static final int[] IDS = {5, MASK, 7, 8, 9, 10, MASK, 6};
  private static final int[] NO_MASK = {5, 4, 7, 8, 9, 10, 2, 6};

  private static LanguageModelling task() {
    EncodedText text =
        new EncodedText(
            new TokenBlocks(IDS, LENGTH),
            VOCABULARY,
            new SpecialTokens(Map.of("[MASK]", MASK)),
            OptionalDouble.empty());
    return new LanguageModelling(
        ModelType.BERT, Path.of("none"), TextCorpus.builtin(), () -> text, () -> text, () -> null);
  }

  private static ConversionConfig config(double layerWeight) {
    return ConversionConfig.of(TrainingConfig.adamW(10, 1e-3))
        .threshold(THRESHOLD)
        .layerWeight(layerWeight);
  }

  private static Bert bert(long seed) {
    BertConfig config =
        BertConfig.small(
            VOCABULARY, 8, 2, 2, LENGTH, AttentionConfig.bert(AttentionMethod.VANILLA));
    return Engine.seeded(seed, () -> new Bert(config));
  }

  /** Of which calibration and measuring know nothing. */
  @Test
  void trainingMasksItsOwnShare() {
    int[] ids = IntStream.range(0, 200).map(i -> 4 + i % 7).toArray();
    SpecialTokens specials = new SpecialTokens(Map.of("[MASK]", MASK));
    EncodedText text =
        new EncodedText(new TokenBlocks(ids, LENGTH), VOCABULARY, specials, OptionalDouble.empty());
    LanguageModelling task =
        new LanguageModelling(
            ModelType.BERT,
            0.4,
            Path.of("none"),
            TextCorpus.builtin(),
            () -> text,
            () -> text,
            () -> null);
    Selection all = new Selection(Part.TRAINING, IntStream.range(0, 50).toArray(), 3, 8);
    Masking.MaskedBatch usual = Masking.apply(ids, 0.15, specials, VOCABULARY, all.randomSeed());
    Masking.MaskedBatch more = Masking.apply(ids, 0.4, specials, VOCABULARY, all.randomSeed());
    try (Bert model = bert(1);
        TensorScope scope = TensorScope.open();
        NoGradGuard constant = new NoGradGuard();
        Device cpu = Engine.device("cpu")) {
      LanguageModelling.Blocks measured = task.batch(all, cpu);
      assertArrayEquals(usual.labels(), ints(measured.labels()));
      assertArrayEquals(usual.inputIds(), ints(measured.inputIds()));
      Tensor expected =
          model.loss(
              Tensors.ofIndices(more.inputIds(), 50, LENGTH),
              Tensors.ofIndices(more.labels(), 50, LENGTH),
              ForwardContext.EVALUATION);
      Tensor loss = task.trainingLoss(model, all, cpu, ForwardContext.EVALUATION);
      assertEquals(Tensors.item(expected), Tensors.item(loss), 1e-6);
    }
  }

  /** The token behind a start token cannot be foretold; without one, the first is asked for. */
  @Test
  void decodersAreNotAskedAtStartTokens() {
    int[] started = {1, 5, 6, 7, 1, 8, 9, 5};
    int[] asked = {1, -100, 6, 7, 1, -100, 9, 5};
    assertArrayEquals(asked, labels(started));
    int[] others = {1, 5, 6, 7, 2, 8, 9, 5};
    assertArrayEquals(others, labels(others));
  }

  private static int[] labels(int[] ids) {
    EncodedText text =
        new EncodedText(
            new TokenBlocks(ids, 4),
            VOCABULARY,
            new SpecialTokens(Map.of()),
            OptionalDouble.empty());
    LanguageModelling task =
        new LanguageModelling(
            ModelType.OPT,
            Path.of("none"),
            TextCorpus.builtin(),
            () -> {
              throw new IllegalArgumentException("there is no text to learn from");
            },
            () -> text,
            () -> null);
    try (TensorScope scope = TensorScope.open();
        Device cpu = Engine.device("cpu")) {
      Selection both = new Selection(Part.HELD_OUT, new int[] {0, 1}, 0, 0);
      return ints(task.batch(both, cpu).labels());
    }
  }

  private static int[] ints(Tensor values) {
    return Arrays.stream(Tensors.toLongs(values)).mapToInt(Math::toIntExact).toArray();
  }

  @Test
  void theScoresAreThoseOfTheMaskedPlaces() {
    try (Bert model = bert(1);
        TensorScope scope = TensorScope.open();
        NoGradGuard constant = new NoGradGuard()) {
      Tensor ids = Tensors.ofIndices(IDS, 2, LENGTH);
      List<Tensor> learned = task().learned(model, ids, ForwardContext.EVALUATION);
      float[] all = Tensors.toFloats(model.logits(ids, ForwardContext.EVALUATION));
      float[] expected = new float[2 * VOCABULARY];
      System.arraycopy(all, VOCABULARY, expected, 0, VOCABULARY);
      System.arraycopy(all, 6 * VOCABULARY, expected, VOCABULARY, VOCABULARY);
      assertArrayEquals(expected, Tensors.toFloats(learned.get(1)), 1e-5f);
      assertArrayEquals(
          Tensors.toFloats(model.hiddenStates(TokenBatch.of(ids), ForwardContext.EVALUATION)),
          Tensors.toFloats(learned.get(0).select(0, -1)),
          1e-5f);
      Tensor none = Tensors.ofIndices(NO_MASK, 2, LENGTH);
      assertArrayEquals(
          Tensors.toFloats(model.logits(none, ForwardContext.EVALUATION)),
          Tensors.toFloats(task().learned(model, none, ForwardContext.EVALUATION).get(1)),
          1e-5f);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, 2.5})
  void theDistanceIsOfScoresAndLayers(double layerWeight) {
    try (Bert model = bert(1);
        Bert other = bert(2);
        TensorScope scope = TensorScope.open();
        NoGradGuard constant = new NoGradGuard()) {
      Tensor ids = Tensors.ofIndices(IDS, 2, LENGTH);
      List<Tensor> student = task().learned(model, ids, ForwardContext.EVALUATION);
      List<Tensor> teacher = task().learned(other, ids, ForwardContext.EVALUATION);
      double expected =
          divergence(Tensors.toFloats(student.get(1)), Tensors.toFloats(teacher.get(1)))
              + layerWeight
                  * states(Tensors.toFloats(student.get(0)), Tensors.toFloats(teacher.get(0)), 2);
      assertEquals(
          expected,
          Tensors.item(task().distance(student, teacher, config(layerWeight))),
          1e-5 * (1 + expected));
    }
  }

  /** The mean over rows of sum p' (log p' - log p). */
  private static double divergence(float[] student, float[] teacher) {
    double sum = 0;
    int rows = student.length / VOCABULARY;
    for (int row = 0; row < rows; row++) {
      double ofStudent = logSum(student, row);
      double ofTeacher = logSum(teacher, row);
      for (int c = 0; c < VOCABULARY; c++) {
        int at = row * VOCABULARY + c;
        double wanted = teacher[at] - ofTeacher;
        sum += Math.exp(wanted) * (wanted - (student[at] - ofStudent));
      }
    }
    return sum / rows;
  }

  private static double logSum(float[] logits, int row) {
    double sum = 0;
    for (int c = 0; c < VOCABULARY; c++) {
      sum += Math.exp(logits[row * VOCABULARY + c]);
    }
    return Math.log(sum);
  }

  /** The mean over layers of the squared error relative to the teacher's square, cut. */
  private static double states(float[] student, float[] teacher, int layers) {
    int size = student.length / layers;
    double mean = 0;
    for (int layer = 0; layer < layers; layer++) {
      double error = 0;
      double square = 0;
      for (int i = layer * size; i < (layer + 1) * size; i++) {
        double wanted = Math.max(-THRESHOLD, Math.min(THRESHOLD, teacher[i]));
        error += (student[i] - wanted) * (student[i] - wanted);
        square += wanted * wanted;
      }
      mean += error / square / layers;
    }
    return mean;
  }
}
