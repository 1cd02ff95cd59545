package org.outeffhop.hopfield;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/** Each rule against the same rule over plain arrays. */
class NoOpClassifierTest {
  private static final int M = 23;
  private static final int L = 4;
  private static final int D = 6;

  private final double[][] patterns = matrix(M, 1);
  private final double[][] queries = matrix(L, 2);

  @BeforeAll
  static void start() {
    Engine.start();
  }

  private static double[][] matrix(int rows, long seed) {
    Random random = new Random(seed);
    return IntStream.range(0, rows)
        .mapToObj(i -> random.doubles(D, -2, 2).toArray())
        .toArray(double[][]::new);
  }

  private static Tensor tensor(double[][] rows) {
    double[] flat = Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
    return Tensors.of(flat, rows.length, D);
  }

  private static double dot(double[] a, double[] b) {
    return IntStream.range(0, D).mapToDouble(i -> a[i] * b[i]).sum();
  }

  private static double similarity(Similarity kind, double[] x, double[] xi) {
    return switch (kind) {
      case DOT_PRODUCT -> dot(x, xi);
      case COSINE -> dot(x, xi) / Math.sqrt(dot(x, x) * dot(xi, xi));
      case EUCLIDEAN -> -Math.sqrt(dot(x, x) - 2 * dot(x, xi) + dot(xi, xi));
    };
  }

  /** omega where a pattern's similarity is below a limit that depends on all of the query's. */
  private double[] below(Similarity kind, java.util.function.ToDoubleFunction<double[]> limit) {
    return Arrays.stream(queries)
        .flatMapToDouble(
            x -> {
              double[] all =
                  Arrays.stream(patterns).mapToDouble(xi -> similarity(kind, x, xi)).toArray();
              double least = limit.applyAsDouble(all);
              DoubleUnaryOperator omega = s -> s < least ? 1 : 0;
              return Arrays.stream(all).map(omega);
            })
        .toArray();
  }

  private double[] classified(NoOpClassifier classifier) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor omega = classifier.noOps(MemoryPatterns.of(tensor(patterns)), tensor(queries));
      assertArrayEquals(new long[] {L, M}, Tensors.shape(omega));
      return Tensors.toDoubles(omega);
    }
  }

  private static double kthLargest(double[] values, int k) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length - k];
  }

  @ParameterizedTest
  @EnumSource(Similarity.class)
  void rulesOfSimilarityFollowTheirDefinitions(Similarity kind) {
    double threshold = kind == Similarity.EUCLIDEAN ? 3.1 : 0.2;
    double least = kind == Similarity.EUCLIDEAN ? -3.1 : 0.2;
    assertArrayEquals(
        below(kind, all -> least),
        classified(new NoOpClassifier.SimilarityThreshold(kind, threshold)));
    assertArrayEquals(
        below(kind, all -> kthLargest(all, 5)), classified(new NoOpClassifier.TopK(kind, 5)));
    assertArrayEquals(
        below(kind, all -> kthLargest(all, M - 6)),
        classified(new NoOpClassifier.Percentile(kind, 30)),
        "30% of 23 patterns are 6");
  }

  @Test
  void normsFarFromTheMeanAreNoOpsForEveryQuery() {
    double[] norms = Arrays.stream(patterns).mapToDouble(xi -> Math.sqrt(dot(xi, xi))).toArray();
    double mean = Arrays.stream(norms).average().orElseThrow();
    double s =
        Math.sqrt(Arrays.stream(norms).map(n -> (n - mean) * (n - mean)).average().orElseThrow());
    double[] omega = Arrays.stream(norms).map(n -> Math.abs(n - mean) > 1.2 * s ? 1 : 0).toArray();
    double[] found = classified(new NoOpClassifier.NormZScore(1.2));
    for (int query = 0; query < L; query++) {
      assertArrayEquals(omega, Arrays.copyOfRange(found, query * M, (query + 1) * M));
    }
  }

  @Test
  void withoutAClassifierNothingIsANoOp() {
    assertArrayEquals(new double[L * M], classified(new NoOpClassifier.None()));
  }

  @Test
  void aPatternThatOneQueryOfTheSampleWantsStays() {
    NoOpClassifier classifier = new NoOpClassifier.TopK(Similarity.EUCLIDEAN, 3);
    double[] omega = classified(classifier);
    try (TensorScope scope = TensorScope.open()) {
      boolean[] all = classifier.noOpsOfAll(MemoryPatterns.of(tensor(patterns)), tensor(queries));
      for (int mu = 0; mu < M; mu++) {
        int pattern = mu;
        assertEquals(IntStream.range(0, L).allMatch(q -> omega[q * M + pattern] != 0), all[mu]);
      }
    }
  }

  @Test
  void retrievalPerQueryLeavesThatQuerysNoOpsOut() {
    try (TensorScope scope = TensorScope.open()) {
      NoOpClassifier classifier = new NoOpClassifier.TopK(Similarity.DOT_PRODUCT, 4);
      MemoryPatterns store = MemoryPatterns.of(tensor(patterns));
      Tensor x = tensor(queries);
      OutlierEfficientHopfield network = new OutlierEfficientHopfield(store, new Softmax1(), 0.6);
      Tensor retrieved = network.evaluate(x, classifier).retrieved();
      for (int query = 0; query < L; query++) {
        Tensor one = x.narrow(0, query, 1);
        boolean[] noOps = classifier.noOpsOfAll(store, one);
        Tensor expected =
            new OutlierEfficientHopfield(new RelevantPatterns(store, noOps), new Softmax1(), 0.6)
                .retrieve(one);
        assertTrue(Tensors.relativeDifference(retrieved.narrow(0, query, 1), expected) <= 1e-14);
      }
    }
  }

  @Test
  void impossibleRulesAreRefused() {
    OutlierEfficientHopfieldTest.refused(
        "k is 0", () -> new NoOpClassifier.TopK(Similarity.COSINE, 0));
    OutlierEfficientHopfieldTest.refused(
        "percentage is 100", () -> new NoOpClassifier.Percentile(Similarity.COSINE, 100));
    OutlierEfficientHopfieldTest.refused("z-score is -1", () -> new NoOpClassifier.NormZScore(-1));
    OutlierEfficientHopfieldTest.refused("C is 0", () -> new NoOpMap(0));
    try (TensorScope scope = TensorScope.open()) {
      Tensor zero = torch.zeros(2, 3);
      Tensor ones = torch.ones(2, 3).mul(new Scalar(0.5));
      NoOpClassifier cosine = new NoOpClassifier.SimilarityThreshold(Similarity.COSINE, 0.5);
      OutlierEfficientHopfieldTest.refused(
          "a pattern is the zero vector", () -> cosine.noOps(MemoryPatterns.of(zero), ones));
      OutlierEfficientHopfieldTest.refused(
          "a query is the zero vector", () -> cosine.noOps(MemoryPatterns.of(ones), zero));
    }
  }
}
