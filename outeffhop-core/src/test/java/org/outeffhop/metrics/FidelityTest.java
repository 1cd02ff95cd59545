package org.outeffhop.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/** Against plain loops in double precision. */
class FidelityTest {
  private static final int COUNT = 60;
  private static final int WIDTH = 8;

  @BeforeAll
  static void start() {
    Engine.start();
  }

  private static double[][] vectors(long seed, double[][] near, double distance) {
    Random random = new Random(seed);
    double[][] vectors = new double[COUNT][WIDTH];
    for (int i = 0; i < COUNT; i++) {
      for (int j = 0; j < WIDTH; j++) {
        vectors[i][j] = (near == null ? 0 : near[i][j]) + distance * random.nextGaussian();
      }
      double norm = Math.sqrt(dot(vectors[i], vectors[i]));
      for (int j = 0; j < WIDTH; j++) {
        vectors[i][j] /= norm;
      }
    }
    return vectors;
  }

  private static double dot(double[] a, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum();
  }

  private static Tensor tensor(double[][] vectors) {
    float[] flat = new float[COUNT * WIDTH];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = (float) vectors[i / WIDTH][i % WIDTH];
    }
    return Tensors.of(flat, COUNT, WIDTH);
  }

  private static int[] nearest(double[][] vectors, int text) {
    return IntStream.range(0, COUNT)
        .filter(other -> other != text)
        .boxed()
        .sorted(
            (a, b) ->
                Double.compare(dot(vectors[text], vectors[b]), dot(vectors[text], vectors[a])))
        .mapToInt(Integer::intValue)
        .limit(10)
        .toArray();
  }

  private static double[] pairs(double[][] vectors) {
    return IntStream.range(0, COUNT)
        .boxed()
        .flatMapToDouble(
            i -> IntStream.range(i + 1, COUNT).mapToDouble(j -> dot(vectors[i], vectors[j])))
        .toArray();
  }

  /** 1 - 6 sum d^2 / (n (n^2 - 1)), which holds without ties. */
  private static double spearman(double[] x, double[] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      double a = x[i];
      double b = y[i];
      double d =
          Arrays.stream(x).filter(v -> v < a).count() - Arrays.stream(y).filter(v -> v < b).count();
      sum += d * d;
    }
    double n = x.length;
    return 1 - 6 * sum / (n * (n * n - 1));
  }

  @Test
  void allMeasuresAreThoseOfLoops() {
    double[][] originals = vectors(1, null, 1);
    double[][] embeddings = vectors(2, originals, 0.15);
    double[] cosines =
        IntStream.range(0, COUNT).mapToDouble(i -> dot(embeddings[i], originals[i])).toArray();
    double found =
        IntStream.range(0, COUNT)
            .mapToLong(
                i -> {
                  int[] before = nearest(originals, i);
                  return Arrays.stream(nearest(embeddings, i))
                      .filter(j -> Arrays.stream(before).anyMatch(k -> k == j))
                      .count();
                })
            .sum();
    try (TensorScope scope = TensorScope.open()) {
      Fidelity fidelity = Fidelity.of(tensor(embeddings), tensor(originals));
      assertEquals(Arrays.stream(cosines).average().orElseThrow(), fidelity.meanCosine(), 1e-6);
      assertEquals(Arrays.stream(cosines).min().orElseThrow(), fidelity.leastCosine(), 1e-6);
      assertEquals(found / (10 * COUNT), fidelity.recallAt10(), 1e-9);
      assertEquals(spearman(pairs(embeddings), pairs(originals)), fidelity.spearman(), 1e-4);
    }
  }

  @Test
  void theSameEmbeddingsAreTheSame() {
    try (TensorScope scope = TensorScope.open()) {
      Tensor originals = tensor(vectors(3, null, 1));
      Fidelity fidelity = Fidelity.of(originals, originals);
      assertEquals(1, fidelity.meanCosine(), 1e-6);
      assertEquals(1, fidelity.recallAt10());
      assertEquals(1, fidelity.spearman(), 1e-9);
    }
  }
}
