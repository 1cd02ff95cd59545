package org.outeffhop.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.outeffhop.hopfield.Association;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.hopfield.Softmax;
import org.outeffhop.hopfield.Softmax1;
import org.outeffhop.hopfield.SoftmaxFunction;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

class StanHopMemoryTest {
  private static final int SERIES = 3;
  private static final int WIDTH = 16;

  private TensorScope scope;
  private StanHopNet net;

  @BeforeEach
  void draw() {
    scope = TensorScope.open();
    Engine.seed(7);
    net =
        new StanHopNet(
            StanHopConfig.small(12, 5, AttentionConfig.opt(AttentionMethod.OUTEFFHOP))
                .withChannels(SERIES)
                .withPatches(4, 2, 2)
                .withSize(2, WIDTH, 2));
  }

  @AfterEach
  void free() {
    net.close();
    scope.close();
  }

  private static SoftmaxFunction softmax(boolean sink) {
    return sink ? new Softmax1() : new Softmax();
  }

  /** Against the formula, number by number. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void segmentsMoveTowardsWhatTheyRecall(boolean sink) {
    int patterns = 5;
    int segments = 2;
    double beta = 0.3;
    double share = 0.7;
    Tensor stored = torch.randn(1, SERIES, patterns, WIDTH);
    Tensor embedded = torch.randn(2, SERIES, segments, WIDTH);
    float[] xi = Tensors.toFloats(stored);
    float[] h = Tensors.toFloats(embedded);
    float[] expected = new float[h.length];
    for (int row = 0; row < h.length / WIDTH; row++) {
      int series = row / segments % SERIES;
      double[] weights = new double[patterns];
      double sum = sink ? 1 : 0;
      for (int mu = 0; mu < patterns; mu++) {
        double product = 0;
        for (int i = 0; i < WIDTH; i++) {
          product += xi[(series * patterns + mu) * WIDTH + i] * h[row * WIDTH + i];
        }
        weights[mu] = Math.exp(beta * product);
        sum += weights[mu];
      }
      for (int i = 0; i < WIDTH; i++) {
        double change = 0;
        for (int mu = 0; mu < patterns; mu++) {
          double difference =
              xi[(series * patterns + mu) * WIDTH + i] - (double) h[row * WIDTH + i];
          change += weights[mu] / sum * difference;
        }
        expected[row * WIDTH + i] = (float) (h[row * WIDTH + i] + share * change);
      }
    }
    StanHopMemory memory = new StanHopMemory(stored, new Association(softmax(sink), beta), share);
    assertArrayEquals(expected, Tensors.toFloats(memory.recalled(embedded)), 1e-5f);
  }

  /** What is stored is recalled as it is, so that the forecast stays. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aContextThatIsStoredIsForecastAsBefore(boolean sink) {
    Tensor contexts = torch.randn(4, 12, SERIES);
    StanHopMemory sure =
        new StanHopMemory(net.remembered(contexts), new Association(softmax(sink), 100), 1);
    Tensor before = net.forecast(contexts, ForwardContext.EVALUATION);
    Tensor after = net.forecast(contexts, sure, ForwardContext.EVALUATION);
    assertTrue(Tensors.relativeDifference(after, before) < 1e-5);
    StanHopMemory unsure =
        new StanHopMemory(net.remembered(contexts), new Association(softmax(sink), 0.25), 1);
    Tensor blurred = net.forecast(contexts, unsure, ForwardContext.EVALUATION);
    assertTrue(Tensors.relativeDifference(blurred, before) > 1e-3);
  }

  /** Softmax1 leaves alone what the memory does not know; Softmax has to recall something. */
  @Test
  void whatIsNotKnownStays() {
    Tensor embedded = torch.randn(2, SERIES, 3, WIDTH);
    Tensor opposite =
        embedded.narrow(0, 0, 1).mean(new long[] {2}, true, null).mul(Tensors.scalar(-1));
    Tensor query = opposite.neg().expand(2, -1, 3, -1);
    StanHopMemory one = new StanHopMemory(opposite, new Association(new Softmax1(), 20), 1);
    StanHopMemory plain = new StanHopMemory(opposite, new Association(new Softmax(), 20), 1);
    assertTrue(Tensors.relativeDifference(one.recalled(query), query) < 1e-4);
    assertTrue(Tensors.relativeDifference(plain.recalled(query), query) > 1);
  }

  @Test
  void theShareIsAShare() {
    Tensor stored = torch.randn(1, SERIES, 2, WIDTH);
    Association association = new Association(new Softmax1(), 1);
    assertThrows(IllegalArgumentException.class, () -> new StanHopMemory(stored, association, 1.5));
    Tensor embedded = torch.randn(1, SERIES, 2, WIDTH);
    Tensor same = new StanHopMemory(stored, association, 0).recalled(embedded);
    assertArrayEquals(Tensors.toFloats(embedded), Tensors.toFloats(same));
  }
}
