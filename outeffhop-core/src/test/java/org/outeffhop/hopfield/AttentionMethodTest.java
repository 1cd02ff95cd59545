package org.outeffhop.hopfield;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.Parameters;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * Every method's weights in {@link MultiHeadAttention} against its formula in float64, which this
 * file computes on its own.
 */
class AttentionMethodTest {
  private static final double GAMMA = -0.4;
  private static final double ETA = 1.2;
  private static final double SINK = 0.7;

  /** Of entmax: alpha = 1 + 2 sigmoid(a) = 1.5. */
  private static final double LOGIT = Math.log(1 / 3.0);

  private static final double GATE = 0.25;
  private static final double[] SCORES = {0.3, -1.2, 2.1, 0.9, 1.6};

  @BeforeAll
  static void start() {
    Engine.start();
  }

  @ParameterizedTest
  @EnumSource(AttentionMethod.class)
  void weightsAreThoseOfTheFormula(AttentionMethod method) {
    double[] expected = expected(method, SCORES);
    double[] weights = weights(method, SCORES);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], weights[i], 1e-6, method + " " + i);
    }
  }

  /** A method that fell through to another one's softmax would have its weights. */
  @Test
  void noTwoMethodsHaveTheSameWeights() {
    for (AttentionMethod one : AttentionMethod.values()) {
      for (AttentionMethod other : AttentionMethod.values()) {
        double[] a = weights(one, SCORES);
        double[] b = weights(other, SCORES);
        double largest = 0;
        for (int i = 0; i < a.length; i++) {
          largest = Math.max(largest, Math.abs(a[i] - b[i]));
        }
        assertEquals(one == other, largest < 1e-3, one + " and " + other + " " + largest);
      }
    }
  }

  /** Where no key fits, a sink takes everything; without one the keys share what there is. */
  @ParameterizedTest
  @EnumSource(AttentionMethod.class)
  void aSinkTakesWeight(AttentionMethod method) {
    double sum = Arrays.stream(weights(method, -30, -31, -32)).sum();
    assertEquals(method.hasSink(), sum < 1e-6, method + " gives " + sum);
  }

  /**
   * The exponentials 4, 5 and the sink's 1 make p = .4 and .5, so 1.125 p - .025 = .425 and .5375;
   * 97, 2 and 1 make .97 and .02, so 1.06625 and -.0025, which are clipped. With eta 1 it is 1.025
   * p - .025.
   */
  @Test
  void clippedOutEffHopOfThePapersBertIsStretchedBeyondOne() {
    AttentionConfig usual = AttentionConfig.bert(AttentionMethod.CLIPPED_OUTEFFHOP);
    AttentionConfig authors = usual.withEta(AttentionConfig.BERT_CLIPPED_OUTEFFHOP_ETA);
    assertArrayEquals(
        new double[] {0.425, 0.5375}, weights(authors, Math.log(4), Math.log(5)), 1e-6);
    assertArrayEquals(new double[] {1, 0}, weights(authors, Math.log(97), Math.log(2)), 0);
    assertArrayEquals(new double[] {0.96925, 0}, weights(usual, Math.log(97), Math.log(2)), 1e-6);
  }

  @Test
  void anUnknownMethodIsToldTheChoices() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> AttentionMethod.of("softmax1"))
            .getMessage();
    assertTrue(message.startsWith("attention is 'softmax1'; it can be vanilla, "), message);
    for (AttentionMethod method : AttentionMethod.values()) {
      assertTrue(message.contains(method.toString()), message);
    }
  }

  /** Of a head of size 1, whose scores are not scaled; gates are a quarter open for every input. */
  private static double[] weights(AttentionMethod method, double... z) {
    AttentionConfig config =
        new AttentionConfig(method, GAMMA, GateKind.PER_TOKEN, AttentionConfig.LOGIT_OF_A_QUARTER)
            .withEta(ETA);
    return weights(config, z);
  }

  private static double[] weights(AttentionConfig config, double... z) {
    try (Parameters parameters = new Parameters();
        TensorScope scope = TensorScope.open();
        NoGradGuard constant = new NoGradGuard()) {
      MultiHeadAttention attention = new MultiHeadAttention(parameters, "self", 1, 1, config, 0);
      set(parameters, "self.sink", SINK);
      set(parameters, "self.softmax.alpha", LOGIT);
      float[] scores = new float[z.length];
      for (int i = 0; i < z.length; i++) {
        scores[i] = (float) z[i];
      }
      Tensor x = Tensors.of(new float[] {3}, 1, 1, 1);
      Tensor weights =
          attention.weights(
              Tensors.of(scores, 1, 1, 1, scores.length), x, 0, ForwardContext.EVALUATION);
      return Tensors.toDoubles(weights);
    }
  }

  private static void set(Parameters parameters, String name, double value) {
    Tensor parameter = parameters.asMap().get(name);
    if (parameter != null) {
      parameter.copy_(Tensors.of(new float[] {(float) value}, 1));
    }
  }

  private static double[] expected(AttentionMethod method, double[] z) {
    return switch (method) {
      case VANILLA -> softmax(z, 0);
      case OUTEFFHOP -> softmax(z, 1);
      case CLIPPED -> map(softmax(z, 0), AttentionMethodTest::clip);
      case GATED -> map(softmax(z, 0), p -> GATE * p);
      case CLIPPED_OUTEFFHOP -> map(softmax(z, 1), AttentionMethodTest::clip);
      case GATED_OUTEFFHOP -> map(softmax(z, 1), p -> GATE * p);
      case LEARNED_SINK -> softmax(z, Math.exp(SINK));
      case SPARSEMAX -> entmax(z, 2);
      case ENTMAX -> entmax(z, 1.5);
    };
  }

  private static double[] map(double[] p, DoubleUnaryOperator change) {
    return Arrays.stream(p).map(change).toArray();
  }

  private static double clip(double p) {
    return Math.min(1, Math.max(0, (ETA - GAMMA) * p + GAMMA));
  }

  /** exp(z) / (n + sum exp(z)). */
  private static double[] softmax(double[] z, double n) {
    double total = n + Arrays.stream(z).map(Math::exp).sum();
    return map(z, value -> Math.exp(value) / total);
  }

  /** max((alpha - 1) z - tau, 0)^(1 / (alpha - 1)), tau by halving an interval. */
  private static double[] entmax(double[] z, double alpha) {
    double low = (alpha - 1) * Arrays.stream(z).max().orElseThrow() - 1;
    double high = low + 1;
    for (int i = 0; i < 100; i++) {
      double tau = (low + high) / 2;
      if (Arrays.stream(entmax(z, alpha, tau)).sum() < 1) {
        high = tau;
      } else {
        low = tau;
      }
    }
    return entmax(z, alpha, low);
  }

  private static double[] entmax(double[] z, double alpha, double tau) {
    return map(z, value -> Math.pow(Math.max((alpha - 1) * value - tau, 0), 1 / (alpha - 1)));
  }
}
