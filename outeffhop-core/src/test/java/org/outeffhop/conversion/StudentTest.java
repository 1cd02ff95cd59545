package org.outeffhop.conversion;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.model.BertConfig;
import org.outeffhop.model.BertEncoder;
import org.outeffhop.model.TokenBatch;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

class StudentTest {
  private static final String WORDS = "bert.embeddings.word_embeddings.weight";
  private static final String DENSE = "bert.encoder.layer.0.output.dense.weight";
  private static final String BIAS = "bert.encoder.layer.0.output.dense.bias";

  @BeforeAll
  static void start() {
    Engine.start();
  }

  private static BertEncoder encoder(AttentionMethod method, long seed) {
    BertConfig config = BertConfig.small(50, 16, 2, 2, 12, AttentionConfig.bert(method));
    return Engine.seeded(seed, () -> new BertEncoder(config));
  }

  @Test
  void tablesAreSharedAndTheRestIsCopied() {
    try (TensorScope scope = TensorScope.open();
        BertEncoder teacher = encoder(AttentionMethod.VANILLA, 1);
        BertEncoder student = encoder(AttentionMethod.OUTEFFHOP, 2)) {
      Map<String, Tensor> trained = Student.of(student, teacher, WeightLimit.NONE).trained();
      Map<String, Tensor> given = teacher.parameters().asMap();
      Map<String, Tensor> own = student.parameters().asMap();
      assertEquals(given.get(WORDS).data_ptr().address(), own.get(WORDS).data_ptr().address());
      assertNotEquals(given.get(DENSE).data_ptr().address(), own.get(DENSE).data_ptr().address());
      own.forEach(
          (name, tensor) ->
              assertArrayEquals(Tensors.toFloats(given.get(name)), Tensors.toFloats(tensor), name));
      assertFalse(own.get(WORDS).requires_grad());
      assertFalse(trained.containsKey(WORDS));
      assertEquals(own.size() - 3, trained.size());
    }
  }

  @Test
  void aCopySharesNothing() {
    try (TensorScope scope = TensorScope.open();
        BertEncoder from = encoder(AttentionMethod.VANILLA, 1);
        BertEncoder model = encoder(AttentionMethod.OUTEFFHOP, 2)) {
      Student.copy(model, from);
      from.parameters()
          .asMap()
          .forEach(
              (name, value) -> {
                Tensor own = model.parameters().asMap().get(name);
                assertArrayEquals(Tensors.toFloats(value), Tensors.toFloats(own), name);
                assertNotEquals(value.data_ptr().address(), own.data_ptr().address(), name);
                assertTrue(own.requires_grad(), name);
              });
    }
  }

  @Test
  void aModelWithoutAPlaceForAWeightIsNoCopy() {
    try (BertEncoder from = encoder(AttentionMethod.LEARNED_SINK, 1);
        BertEncoder model = encoder(AttentionMethod.VANILLA, 2)) {
      IllegalArgumentException refused =
          assertThrows(IllegalArgumentException.class, () -> Student.copy(model, from));
      assertTrue(refused.getMessage().contains("has no place for"), refused.getMessage());
    }
  }

  @Test
  void withTheSameAttentionTheStudentIsItsTeacher() {
    try (TensorScope scope = TensorScope.open();
        BertEncoder teacher = encoder(AttentionMethod.VANILLA, 1);
        BertEncoder student = encoder(AttentionMethod.VANILLA, 2)) {
      Student.of(student, teacher, WeightLimit.NONE);
      TokenBatch batch = TokenBatch.of(Tensors.ofIndices(new int[] {3, 7, 11, 2}, 1, 4));
      assertArrayEquals(
          Tensors.toFloats(teacher.hiddenStates(batch, ForwardContext.EVALUATION)),
          Tensors.toFloats(student.hiddenStates(batch, ForwardContext.EVALUATION)));
    }
  }

  @Test
  void largeWeightsOfMatricesAreCut() {
    try (TensorScope scope = TensorScope.open();
        BertEncoder teacher = encoder(AttentionMethod.VANILLA, 1);
        BertEncoder student = encoder(AttentionMethod.VANILLA, 2)) {
      change(teacher, DENSE, 7, 8);
      change(teacher, BIAS, 3, 8);
      change(teacher, WORDS, 0, 8);
      Student.of(student, teacher, new WeightLimit(6));
      Map<String, Tensor> given = teacher.parameters().asMap();
      Map<String, Tensor> own = student.parameters().asMap();
      given.forEach(
          (name, tensor) -> {
            float[] wanted = Tensors.toFloats(tensor);
            if (name.equals(DENSE)) {
              wanted[7] = (float) (6 * rootMeanSquare(wanted));
            }
            assertArrayEquals(wanted, Tensors.toFloats(own.get(name)), 1e-6f, name);
          });
    }
  }

  private static void change(BertEncoder model, String name, long index, double value) {
    Tensor weight = model.parameters().asMap().get(name);
    weight.detach().view(-1).select(0, index).fill_(Tensors.scalar(value));
  }

  private static double rootMeanSquare(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum / values.length);
  }

  @Test
  void whatOnlyTheStudentHasIsItsOwn() {
    try (BertEncoder teacher = encoder(AttentionMethod.VANILLA, 1);
        BertEncoder student = encoder(AttentionMethod.LEARNED_SINK, 2)) {
      Student made = Student.of(student, teacher, WeightLimit.NONE);
      assertEquals(2, made.own().size());
      assertTrue(
          made.own().stream().allMatch(name -> name.endsWith(".sink")), made.own()::toString);
      assertTrue(made.trained().keySet().containsAll(made.own()));
    }
  }
}
