package org.outeffhop.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/** Metrics over two batches, with values worked out on paper. */
class MetricsTest {
  @BeforeAll
  static void start() {
    Engine.start();
  }

  @Test
  void perplexityIsExpOfTheMeanLossOfBatches() {
    try (TensorScope scope = TensorScope.open()) {
      Perplexity perplexity = new Perplexity();
      perplexity.update(Tensors.of(new float[] {1}, 1));
      perplexity.update(Tensors.of(new float[] {2}, 1));
      assertEquals(Math.exp(1.5), perplexity.compute().value(), 1e-12);
      perplexity.reset();
      perplexity.update(Tensors.of(new float[] {3}, 1));
      assertEquals(Math.exp(3), perplexity.compute().value(), 1e-12);
    }
  }

  @Test
  void perplexityIsComparedWithAnEntropyThatIsKnown() {
    try (TensorScope scope = TensorScope.open()) {
      Perplexity perplexity = new Perplexity(() -> OptionalDouble.of(1.25));
      perplexity.update(Tensors.of(new float[] {1}, 1));
      perplexity.update(Tensors.of(new float[] {2}, 1));
      assertEquals(Map.of("loss_above_entropy", 0.25), perplexity.compute().others());
    }
  }

  /** Three of four are right; the entropies are log(1 + e^-2), log(1 + e^2) and twice log 2. */
  @Test
  void topOneCountsSamplesAndNotBatches() {
    try (TensorScope scope = TensorScope.open()) {
      TopOneAccuracy accuracy = new TopOneAccuracy();
      accuracy.update(
          new Prediction(
              Tensors.of(new float[] {2, 0, 2, 0}, 2, 2), Tensors.ofIndices(new int[] {0, 1}, 2)));
      accuracy.update(
          new Prediction(
              Tensors.of(new float[] {0, 0, 5, 5}, 2, 2), Tensors.ofIndices(new int[] {0, 0}, 2)));
      Quality quality = accuracy.compute();
      assertEquals(75, quality.value());
      double entropy = (Math.log1p(Math.exp(-2)) + Math.log1p(Math.exp(2)) + 2 * Math.log(2)) / 4;
      assertEquals(entropy, quality.others().get("cross_entropy"), 1e-6);
    }
  }

  /** Errors 1 and 3, then 2: mse (1 + 9 + 4) / 3, mae (1 + 3 + 2) / 3. */
  @Test
  void forecastErrorsAreOverAllElements() {
    try (TensorScope scope = TensorScope.open()) {
      ForecastError error = new ForecastError();
      error.update(
          new Prediction(Tensors.of(new float[] {1, -3}, 2), Tensors.of(new float[] {0, 0}, 2)));
      error.update(new Prediction(Tensors.of(new float[] {5}, 1), Tensors.of(new float[] {3}, 1)));
      assertEquals(14.0 / 3, error.compute().value(), 1e-12);
      assertEquals(2, error.compute().others().get("mae"), 1e-12);
    }
  }

  /** KL of (3/4, 1/4) from (1/2, 1/2) is 3/4 log 3/2 + 1/4 log 1/2; of equal ones it is 0. */
  @Test
  void divergenceIsThatOfTheTeacherFromTheStudent() {
    try (TensorScope scope = TensorScope.open()) {
      OutputDivergence divergence = new OutputDivergence();
      float third = (float) Math.log(3);
      divergence.update(
          new Prediction(
              Tensors.of(new float[] {0, 0.001f}, 1, 2), Tensors.of(new float[] {third, 0}, 1, 2)));
      divergence.update(
          new Prediction(
              Tensors.of(new float[] {third, 0}, 1, 2), Tensors.of(new float[] {third, 0}, 1, 2)));
      double first = 0.75 * Math.log(1.5) + 0.25 * Math.log(0.5);
      assertEquals(first / 2, divergence.compute().value(), 2e-4);
      assertEquals(50, divergence.compute().others().get("agreement"));
    }
  }

  /** Texts come in the order of their lengths, and are compared each with its own original. */
  @Test
  void embeddingsAreComparedTextByText() {
    try (TensorScope scope = TensorScope.open()) {
      EmbeddingFidelity fidelity =
          new EmbeddingFidelity(
              count -> Tensors.of(new float[] {1, 0, 0, 1, 0.6f, 0.8f, -1, 0}, 4, 2));
      fidelity.update(
          new EmbeddingFidelity.Embedded(
              new int[] {2, 0}, Tensors.of(new float[] {0.8f, 0.6f, 1, 0}, 2, 2)));
      assertThrows(IllegalStateException.class, fidelity::compute);
      fidelity.update(
          new EmbeddingFidelity.Embedded(new int[] {1}, Tensors.of(new float[] {0, 1}, 1, 2)));
      Quality quality = fidelity.compute();
      assertEquals((1 + 1 + 0.96) / 3, quality.value(), 1e-6);
      assertEquals(0.96, quality.others().get("least_cosine"), 1e-6);
    }
  }

  @Test
  void nothingSeenIsNoValue() {
    for (Metric<?> metric :
        List.of(
            new Perplexity(),
            new TopOneAccuracy(),
            new ForecastError(),
            new OutputDivergence(),
            new EmbeddingFidelity(count -> null))) {
      assertThrows(IllegalStateException.class, metric::compute, metric.getClass().getName());
      metric.reset();
      assertThrows(IllegalStateException.class, metric::compute);
    }
  }
}
