package org.outeffhop.experiment.retrieval;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.outeffhop.data.pattern.OpticalDigits;
import org.outeffhop.data.pattern.Patterns;
import org.outeffhop.experiment.result.RetrievalResult;
import org.outeffhop.hopfield.RetrievalOptions;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

class MemoryRetrievalTest {
  private TensorScope scope;

  @BeforeEach
  void open() {
    Engine.start();
    scope = TensorScope.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static Patterns patterns(String name, double[]... rows) {
    double[] flat = Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
    return new Patterns(name, Tensors.of(flat, rows.length, rows[0].length), Optional.empty());
  }

  private static RetrievalSettings settings(
      Patterns patterns, Patterns queries, double beta, int steps, boolean prepared) {
    return settings(patterns, queries, beta, steps, prepared, 7);
  }

  private static RetrievalSettings settings(
      Patterns patterns, Patterns queries, double beta, int steps, boolean prepared, long seed) {
    return new RetrievalSettings(
        patterns,
        queries,
        List.of(Corruption.halfMasked(), Corruption.noise(0.5)),
        50,
        RetrievalModel.OUTEFFHOP,
        beta,
        new RetrievalOptions(steps, 1e-6, 1),
        0.5,
        prepared,
        seed);
  }

  /** Given queries, patterns as they are: one step is Xi softmax1(beta Xi^T x), by hand. */
  @Test
  void oneStepOnRawPatternsByHand() {
    Patterns stored = patterns("p", new double[] {1, 0, 2}, new double[] {0, 3, -1});
    Patterns queries = patterns("q", new double[] {0.5, 0.2, 0.1}, new double[] {-9, -9, -9});
    MemoryRetrieval.Answer answer =
        new MemoryRetrieval(settings(stored, queries, 0.7, 0, false)).run();
    double a = Math.exp(0.7 * (0.5 + 0.2));
    double b = Math.exp(0.7 * (0.6 - 0.1));
    double total = 1 + a + b;
    double[] expected = {a / total, 3 * b / total, (2 * a - b) / total};
    double[] first = PlainRetrieval.rows(answer.retrieved())[0];
    assertArrayEquals(expected, first, 1e-12);
    RetrievalResult.Row row = answer.result().rows().get(0);
    assertEquals(0, row.pattern());
    assertEquals(a / total, row.weight(), 1e-12);
    assertEquals(1 / total, row.noOpMass(), 1e-12);
    assertTrue(!row.abstained() && Double.isNaN(row.error()));
    assertTrue(answer.result().rows().get(1).abstained(), "it knows nothing like the second");
    assertEquals(0, answer.result().known());
  }

  /** With a large beta a query finds the stored pattern at the smallest angle to it. */
  @Test
  void halfHiddenAndNoisyDigitsFindTheNearest() {
    Patterns digits = OpticalDigits.load().patterns().first(300);
    MemoryRetrieval.Answer answer = new MemoryRetrieval(settings(digits, null, 500, 1, true)).run();
    double[][] keys =
        PlainRetrieval.rows(Preparation.of(digits.values()).apply(digits.values(), "digits"));
    double[][] retrieved = PlainRetrieval.rows(answer.retrieved());
    double[][] stored = PlainRetrieval.rows(digits.values());
    assertEquals(100, answer.result().rows().size());
    for (int group = 0; group < 2; group++) {
      Tensor shown = answer.groups().get(group).queries();
      Tensor mean = digits.values().mean(new long[] {0}, false, null);
      if (group == 0) {
        assertEquals(0, Tensors.item(shown.narrow(1, 32, 32).abs().max()), "the hidden half");
        shown.narrow(1, 32, 32).copy_(mean.narrow(0, 32, 32));
      }
      double[][] queries = PlainRetrieval.rows(shown.sub(mean));
      for (int i = 0; i < 50; i++) {
        int nearest = 0;
        for (int mu = 0; mu < keys.length; mu++) {
          boolean nearer =
              PlainRetrieval.dot(keys[mu], queries[i])
                  > PlainRetrieval.dot(keys[nearest], queries[i]);
          nearest = nearer ? mu : nearest;
        }
        RetrievalResult.Row row = answer.result().rows().get(50 * group + i);
        assertEquals(nearest, row.pattern());
        // The second nearest keeps a little of the weight, more where noise lies between both.
        assertArrayEquals(stored[nearest], retrieved[50 * group + i], 1e-2);
        double size = Math.sqrt(PlainRetrieval.dot(stored[i], stored[i]));
        double error = PlainRetrieval.distance(retrieved[50 * group + i], stored[i]) / size;
        assertEquals(error, row.error(), 1e-9);
      }
    }
    assertTrue(answer.result().right() > 90, answer.result().right() + " of 100");
  }

  /** The first 20 queries are half hidden, the others have the seed's noise. */
  @Test
  void theSeedDecidesTheNoiseAndNothingElse() {
    MemoryRetrieval.Answer answer = digits(7);
    MemoryRetrieval.Answer again = digits(7);
    MemoryRetrieval.Answer other = digits(8);
    assertEquals(answer.result().rows(), again.result().rows());
    assertEquals(answer.result().rows().subList(0, 20), other.result().rows().subList(0, 20));
    assertNotEquals(answer.result().rows().subList(20, 40), other.result().rows().subList(20, 40));
    double[][] noisy = PlainRetrieval.rows(answer.groups().get(1).queries());
    double[][] otherwise = PlainRetrieval.rows(other.groups().get(1).queries());
    assertEquals(20, noisy.length);
    for (int i = 0; i < noisy.length; i++) {
      assertTrue(PlainRetrieval.distance(noisy[i], otherwise[i]) > 0.1, "query " + i);
    }
  }

  private static MemoryRetrieval.Answer digits(long seed) {
    Patterns digits = OpticalDigits.load().patterns().first(20);
    return new MemoryRetrieval(settings(digits, null, 0.01, 5, true, seed)).run();
  }

  @Test
  void queriesOfAnotherSizeAreRefused() {
    Patterns stored = patterns("p.csv", new double[] {1, 0, 2}, new double[] {0, 3, -1});
    Patterns queries = patterns("q.csv", new double[] {1, 0});
    String said =
        assertThrows(IllegalArgumentException.class, () -> settings(stored, queries, 1, 1, false))
            .getMessage();
    assertEquals(
        "q.csv has queries of size 2, but p.csv patterns of size 3; they must agree", said);
  }
}
