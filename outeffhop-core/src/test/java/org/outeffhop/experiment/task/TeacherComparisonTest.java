package org.outeffhop.experiment.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.outeffhop.data.EncodedText;
import org.outeffhop.data.TextCorpus;
import org.outeffhop.data.TokenBlocks;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.metrics.Quality;
import org.outeffhop.model.Bert;
import org.outeffhop.model.BertConfig;
import org.outeffhop.model.LanguageModel;
import org.outeffhop.model.ModelType;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.quantization.QuantizationConfig;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;
import org.outeffhop.text.SpecialTokens;

/** How often a measurement beside a teacher runs models, and that its numbers stay the same. */
class TeacherComparisonTest {
  private static final int VOCABULARY = 11;
  private static final int LENGTH = 40;
  private static final int BATCHES = 2;

  private final LanguageModelling task = task();
  private int passes;

  private static LanguageModelling task() {
    int[] ids = IntStream.range(0, 4 * LENGTH).map(i -> 5 + i * i % 6).toArray();
    EncodedText text =
        new EncodedText(
            new TokenBlocks(ids, LENGTH),
            VOCABULARY,
            new SpecialTokens(Map.of("[MASK]", 3)),
            OptionalDouble.empty());
    return new LanguageModelling(
        ModelType.BERT, Path.of("none"), TextCorpus.builtin(), () -> text, () -> text, () -> null);
  }

  private static Bert bert(long seed) {
    BertConfig config =
        BertConfig.small(
            VOCABULARY, 8, 2, 2, LENGTH, AttentionConfig.bert(AttentionMethod.VANILLA));
    return Engine.seeded(seed, () -> new Bert(config));
  }

  /** The task, whose passes that give outputs are counted. */
  @SuppressWarnings("unchecked")
  private Task<LanguageModel, LanguageModelling.Blocks> counting() {
    return (Task<LanguageModel, LanguageModelling.Blocks>)
        Proxy.newProxyInstance(
            Task.class.getClassLoader(),
            new Class<?>[] {Task.class},
            (proxy, method, arguments) -> {
              passes += method.getName().equals("output") ? 1 : 0;
              try {
                return method.invoke(task, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private HeldOut<LanguageModel, LanguageModelling.Blocks> measurement(Bert model, Device cpu) {
    return new HeldOut<>(
        counting(),
        model,
        Optional.empty(),
        false,
        cpu,
        QuantizationConfig.w8a8(),
        selections(Part.TRAINING),
        selections(Part.HELD_OUT),
        () -> {});
  }

  private static List<Selection> selections(Part part) {
    return Selection.measured(part, BATCHES, batch -> new int[] {2 * batch, 2 * batch + 1});
  }

  @Test
  void aTeacherComputesEveryBatchOnce() {
    try (Bert model = bert(1);
        Bert copy = bert(1);
        Device cpu = Engine.device("cpu")) {
      Quantized apart = measurement(model, cpu).against(copy).quantized();
      assertEquals(3 * BATCHES, passes);
      passes = 0;
      Quantized own = measurement(model, cpu).against(model).quantized();
      assertEquals(2 * BATCHES, passes);
      assertTrue(Double.isFinite(own.quality().value()));
      assertEquals(0, own.quality().others().get("kl"));
      assertEquals(100, own.quality().others().get("agreement"));
      requireSame(apart.quality(), own.quality());
      assertTrue(own.w8a8().others().get("kl") > 0);
      requireSame(apart.w8a8(), own.w8a8());
      assertEquals(apart.outliers(), own.outliers());
      passes = 0;
      HeldOut<LanguageModel, LanguageModelling.Blocks> alone =
          measurement(model, cpu).against(copy).alone();
      assertEquals(apart.w8a8().value(), alone.w8a8().value());
      assertEquals(BATCHES, passes);
      assertEquals(apart.quality().value(), alone.full().quality().value());
    }
  }

  private static void requireSame(Quality expected, Quality actual) {
    assertEquals(expected.value(), actual.value());
    assertEquals(expected.others().get("kl"), actual.others().get("kl"), 1e-12);
    assertEquals(expected.others().get("agreement"), actual.others().get("agreement"), 1e-9);
  }

  /** The mean over places of sum p' (log p' - log p), in double precision. */
  @Test
  void theDivergenceIsFromAnotherModel() {
    try (Bert model = bert(1);
        Bert other = bert(2);
        Device cpu = Engine.device("cpu");
        NoGradGuard constant = new NoGradGuard()) {
      Quality measured = measurement(model, cpu).against(other).evaluate(ForwardContext.EVALUATION);
      double expected = 0;
      for (Selection selection : selections(Part.HELD_OUT)) {
        try (TensorScope scope = TensorScope.open()) {
          Tensor ids = task.batch(selection, cpu).inputIds();
          expected +=
              divergence(
                      Tensors.toFloats(model.logits(ids, ForwardContext.EVALUATION)),
                      Tensors.toFloats(other.logits(ids, ForwardContext.EVALUATION)))
                  / BATCHES;
        }
      }
      assertEquals(expected, measured.others().get("kl"), 1e-5 * expected);
    }
  }

  private static double divergence(float[] student, float[] teacher) {
    double sum = 0;
    for (int from = 0; from < student.length; from += VOCABULARY) {
      for (int c = from; c < from + VOCABULARY; c++) {
        double wanted = teacher[c] - logSum(teacher, from);
        sum += Math.exp(wanted) * (wanted - (student[c] - logSum(student, from)));
      }
    }
    return sum / (student.length / VOCABULARY);
  }

  private static double logSum(float[] logits, int from) {
    return Math.log(
        IntStream.range(from, from + VOCABULARY).mapToDouble(c -> Math.exp(logits[c])).sum());
  }
}
