package org.outeffhop.hopfield;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.Parameters;
import org.outeffhop.tensor.Probe;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;
import org.outeffhop.testing.Gradients;
import org.outeffhop.testing.SeesProbabilities;

/** Attention to classified keys against the map Lambda, pattern by pattern, in float64. */
class ClassifiedKeysTest {
  private static final int B = 2;
  private static final int H = 2;
  private static final int L = 7;
  private static final int D = 3;
  private static final double BETA = 1 / Math.sqrt(D);
  private static final double EXACT = 1e-12;

  @BeforeAll
  static void start() {
    Engine.start();
  }

  /** Numbers of [B, L, H D], of which some keys are longer than others. */
  private static double[] drawn(long seed) {
    Random random = new Random(seed);
    double[] values = new double[B * L * H * D];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextGaussian() * (i / (H * D) % 3 == 0 ? 3 : 1);
    }
    return values;
  }

  private static Tensor tensor(double[] values) {
    return Tensors.of(values, B, L, H * D);
  }

  private static MultiHeadAttention attention(String classifier) {
    AttentionConfig config =
        AttentionConfig.opt(AttentionMethod.OUTEFFHOP).with(NoOpClassifier.of(classifier));
    return new MultiHeadAttention(new Parameters(), "attention", H, H * D, config, 0.02);
  }

  private static Tensor context(
      MultiHeadAttention attention, Tensor q, Tensor k, Tensor v, AttentionMask mask, Probe probe) {
    return attention.forward(q, k, v, q, mask, 0, ForwardContext.evaluation(probe));
  }

  private static double[] vector(double[] values, int sample, int head, int token) {
    double[] vector = new double[D];
    System.arraycopy(values, ((sample * L + token) * H + head) * D, vector, 0, D);
    return vector;
  }

  /** Which keys a query sees. */
  private interface Seen {
    boolean test(int sample, int query, int key);
  }

  /**
   * The context by the paper's words: the keys that a query sees are classified and mapped by
   * Lambda to (k, 0) or Omega, the query to (q, 0), and a plain softmax is over the mapped relevant
   * keys and one Omega, which has no value.
   */
  private static double[] mapped(
      NoOpClassifier classifier, double[] q, double[] k, double[] v, Seen seen) {
    double[] result = new double[q.length];
    for (int sample = 0; sample < B; sample++) {
      for (int head = 0; head < H; head++) {
        for (int query = 0; query < L; query++) {
          List<Integer> keys = new ArrayList<>();
          for (int key = 0; key < L; key++) {
            if (seen.test(sample, query, key)) {
              keys.add(key);
            }
          }
          double[] context = mapped(classifier, q, k, v, sample, head, query, keys);
          System.arraycopy(context, 0, result, ((sample * L + query) * H + head) * D, D);
        }
      }
    }
    return result;
  }

  private static double[] mapped(
      NoOpClassifier classifier,
      double[] q,
      double[] k,
      double[] v,
      int sample,
      int head,
      int query,
      List<Integer> keys) {
    try (TensorScope scope = TensorScope.open()) {
      double[] memory =
          keys.stream()
              .flatMapToDouble(key -> java.util.Arrays.stream(vector(k, sample, head, key)))
              .toArray();
      Tensor patterns = Tensors.of(memory, keys.size(), D);
      Tensor state = Tensors.of(vector(q, sample, head, query), 1, D);
      Tensor noOps = classifier.noOps(MemoryPatterns.of(patterns), state).squeeze(0);
      NoOpMap lambda = new NoOpMap(5);
      double[] scores =
          Tensors.toDoubles(
              lambda.patterns(patterns, noOps).matmul(lambda.queries(state).squeeze(0)));
      double[] omega = Tensors.toDoubles(noOps);
      double sum = 1; // exp of Omega's score
      double[] context = new double[D];
      for (int i = 0; i < scores.length; i++) {
        if (omega[i] != 0) {
          assertEquals(0, scores[i]);
          continue;
        }
        double weight = Math.exp(BETA * scores[i]);
        sum += weight;
        double[] value = vector(v, sample, head, keys.get(i));
        for (int d = 0; d < D; d++) {
          context[d] += weight * value[d];
        }
      }
      for (int d = 0; d < D; d++) {
        context[d] /= sum;
      }
      return context;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "norm-z-score:0.8",
        "norm-z-score:3",
        "similarity-threshold:dot-product:0.5",
        "similarity-threshold:cosine:-0.2",
        "similarity-threshold:euclidean:4",
        "top-k:dot-product:2",
        "top-k:euclidean:20",
        "percentile:cosine:40",
        "percentile:dot-product:0",
        "none"
      })
  void attentionIsSoftmaxOverTheKeysThatLambdaMaps(String name) {
    NoOpClassifier classifier = NoOpClassifier.of(name);
    MultiHeadAttention attention = attention(name);
    double[] q = drawn(1);
    double[] k = drawn(2);
    double[] v = drawn(3);
    int padding = 2;
    try (TensorScope scope = TensorScope.open()) {
      double[] real = new double[B * L];
      for (int i = 0; i < B * L; i++) {
        real[i] = i / L == 1 && i % L >= L - padding ? 0 : 1;
      }
      AttentionMask padded =
          AttentionMask.ofPadding(Tensors.of(real, B, L).gt(new org.bytedeco.pytorch.Scalar(0.5)));
      Seen isReal = (sample, query, key) -> sample == 0 || key < L - padding;
      for (Probe probe : new Probe[] {Probe.NONE, new SeesProbabilities()}) {
        assertArrayEquals(
            mapped(classifier, q, k, v, (sample, query, key) -> true),
            Tensors.toDoubles(
                context(attention, tensor(q), tensor(k), tensor(v), AttentionMask.none(), probe)),
            EXACT);
        assertArrayEquals(
            mapped(classifier, q, k, v, (sample, query, key) -> key <= query),
            Tensors.toDoubles(
                context(
                    attention, tensor(q), tensor(k), tensor(v), AttentionMask.ofCausal(), probe)),
            EXACT);
        assertArrayEquals(
            mapped(classifier, q, k, v, isReal),
            Tensors.toDoubles(context(attention, tensor(q), tensor(k), tensor(v), padded, probe)),
            EXACT);
        AttentionMask both = new AttentionMask(true, padded.visible());
        assertArrayEquals(
            mapped(
                classifier,
                q,
                k,
                v,
                (sample, query, key) -> key <= query && isReal.test(sample, query, key)),
            Tensors.toDoubles(context(attention, tensor(q), tensor(k), tensor(v), both, probe)),
            EXACT);
      }
    }
  }

  /** One step of the memory that stores the relevant patterns alone. */
  @Test
  void attentionIsTheRetrievalOfAMemoryOfRelevantPatterns() {
    NoOpClassifier classifier = NoOpClassifier.of("norm-z-score:0.8");
    double[] q = drawn(4);
    double[] k = drawn(5);
    try (TensorScope scope = TensorScope.open()) {
      Tensor context =
          context(
              attention("norm-z-score:0.8"),
              tensor(q),
              tensor(k),
              tensor(k),
              AttentionMask.none(),
              Probe.NONE);
      for (int sample = 0; sample < B; sample++) {
        for (int head = 0; head < H; head++) {
          MemoryPatterns keys = MemoryPatterns.of(rows(tensor(k), sample, head));
          Tensor queries = rows(tensor(q), sample, head);
          boolean[] noOps = classifier.noOpsOfAll(keys, queries);
          Tensor retrieved =
              new OutlierEfficientHopfield(new RelevantPatterns(keys, noOps), new Softmax1(), BETA)
                  .retrieve(queries);
          assertTrue(new RelevantPatterns(keys, noOps).count() < L, "some are no-ops");
          assertArrayEquals(
              Tensors.toDoubles(retrieved), Tensors.toDoubles(rows(context, sample, head)), EXACT);
        }
      }
    }
  }

  private static Tensor rows(Tensor x, int sample, int head) {
    return x.select(0, sample).narrow(1, (long) head * D, D).contiguous();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "norm-z-score:0.8",
        "similarity-threshold:dot-product:0.5",
        "top-k:euclidean:2",
        "percentile:cosine:40"
      })
  void noClassDependsOnALaterToken(String name) {
    MultiHeadAttention attention = attention(name);
    double[] k = drawn(2);
    double[] other = k.clone();
    for (int sample = 0; sample < B; sample++) {
      for (int i = 4 * H * D; i < L * H * D; i++) {
        other[sample * L * H * D + i] *= -50;
      }
    }
    try (TensorScope scope = TensorScope.open()) {
      Tensor one = causal(attention, k);
      Tensor two = causal(attention, other);
      assertEquals(0, Tensors.relativeDifference(one.narrow(1, 0, 4), two.narrow(1, 0, 4)), EXACT);
      assertTrue(Tensors.relativeDifference(one, two) > 0.01, "later ones change");
    }
  }

  private static Tensor causal(MultiHeadAttention attention, double... k) {
    return context(
        attention,
        tensor(drawn(1)),
        tensor(k),
        tensor(drawn(3)),
        AttentionMask.ofCausal(),
        Probe.NONE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "norm-z-score:0.8",
        "similarity-threshold:cosine:-0.2",
        "top-k:dot-product:2",
        "percentile:euclidean:40"
      })
  void gradientsAreTheFiniteDifferencesOfTheMap(String name) {
    NoOpClassifier classifier = NoOpClassifier.of(name);
    MultiHeadAttention attention = attention(name);
    double[][] inputs = {drawn(6), drawn(7), drawn(8)};
    double[] upstream = drawn(9);
    Seen past = (sample, query, key) -> key <= query;
    try (TensorScope scope = TensorScope.open()) {
      for (Probe probe : new Probe[] {Probe.NONE, new SeesProbabilities()}) {
        Tensor[] leaves = new Tensor[3];
        for (int i = 0; i < 3; i++) {
          leaves[i] = tensor(inputs[i]).set_requires_grad(true);
        }
        Gradients.backward(
            context(attention, leaves[0], leaves[1], leaves[2], AttentionMask.ofCausal(), probe),
            tensor(upstream));
        for (int i = 0; i < 3; i++) {
          double[] gradient = Tensors.toDoubles(leaves[i].grad());
          for (int element = 0; element < gradient.length; element += 11) {
            double step = 1e-6;
            double value = inputs[i][element];
            inputs[i][element] = value + step;
            double above = loss(classifier, inputs, upstream, past);
            inputs[i][element] = value - step;
            double below = loss(classifier, inputs, upstream, past);
            inputs[i][element] = value;
            assertEquals((above - below) / (2 * step), gradient[element], 1e-7, i + " " + element);
          }
        }
      }
    }
  }

  private static double loss(
      NoOpClassifier classifier, double[][] inputs, double[] upstream, Seen seen) {
    double[] context = mapped(classifier, inputs[0], inputs[1], inputs[2], seen);
    double sum = 0;
    for (int i = 0; i < context.length; i++) {
      sum += context[i] * upstream[i];
    }
    return sum;
  }

  @Test
  void aQueryWhoseKeysAreAllNoOpsGetsZerosWithZeroGradients() {
    MultiHeadAttention attention = attention("similarity-threshold:dot-product:1000");
    try (TensorScope scope = TensorScope.open()) {
      for (Probe probe : new Probe[] {Probe.NONE, new SeesProbabilities()}) {
        Tensor k = tensor(drawn(2)).set_requires_grad(true);
        Tensor y =
            context(attention, tensor(drawn(1)), k, tensor(drawn(3)), AttentionMask.none(), probe);
        Gradients.backward(y, tensor(drawn(4)));
        assertEquals(0, Tensors.item(y.abs().max()));
        assertEquals(0, Tensors.item(k.grad().abs().max()));
      }
    }
  }

  @Test
  void withoutAClassifierTheMaskIsAsItWas() {
    AttentionMask mask = AttentionMask.ofCausal();
    assertSame(
        mask,
        new ClassifiedKeys(new NoOpClassifier.None())
            .relevant(null, null, mask, Probe.NONE, "attention"));
  }
}
