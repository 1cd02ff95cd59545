package org.outeffhop.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

class BackwardPassesTest {
  private static int before;

  @BeforeAll
  static void start() {
    before = Engine.threadsOfOperation();
  }

  @AfterAll
  static void restore() {
    Engine.use(before);
  }

  @Test
  void twoMicroBatchesSideBySideMakeTheSameUpdatesToTheLastBit() {
    Engine.use(1);
    float[] oneByOne = trained(new Regression(() -> {}));
    Engine.use(2);
    CyclicBarrier both = new CyclicBarrier(2);
    float[] sideBySide = trained(new Regression(() -> both.await(1, TimeUnit.MINUTES)));
    assertArrayEquals(oneByOne, sideBySide);
    assertEquals(2, Engine.threadsOfOperation());
  }

  @Test
  void whatIsCommonIsDoneOnceAnUpdate() {
    Engine.use(2);
    Regression objective = new Regression(() -> {});
    trained(objective);
    assertEquals(Regression.STEPS, objective.updates);
  }

  @Test
  void lossesThatAreNotFiniteEndTrainingWhicheverThreadHasThem() {
    Engine.use(2);
    for (int bad : new int[] {0, 1}) {
      Regression objective =
          new Regression(() -> {}) {
            @Override
            public Tensor loss(long step, int microBatch) {
              Tensor loss = super.loss(step, microBatch);
              return microBatch == bad ? loss.div(Tensors.scalar(0)) : loss;
            }
          };
      String message =
          assertThrows(TrainingDivergedException.class, () -> trained(objective)).getMessage();
      assertTrue(message.contains("the loss is Infinity"), message);
      assertEquals(2, Engine.threadsOfOperation());
    }
  }

  /** The search for what is not finite needs what an update has in common as well. */
  @Test
  void theSearchedObjectiveIsToldOfUpdatesTwice() {
    Regression objective = new Regression(() -> {});
    SearchedObjective searched = new SearchedObjective(probe -> objective);
    try (TensorScope scope = TensorScope.open()) {
      searched.beforeUpdate(3);
      searched.firstNonFinite(3, 0);
    }
    assertEquals(2, objective.updates);
    assertTrue(searched.isConcurrent());
  }

  private static float[] trained(Regression objective) {
    try (TensorScope scope = TensorScope.open()) {
      Map<String, Tensor> parameters = Map.of("in", objective.in, "out", objective.out);
      TrainingConfig config = TrainingConfig.adamW(Regression.STEPS, 0.05).accumulate(2);
      StepResult last = new Trainer(parameters, objective, config, List.of()).run();
      float[] weights =
          Tensors.toFloats(torch.cat(new TensorVector(flat(objective.in), flat(objective.out))));
      weights[0] += (float) last.loss();
      return weights;
    }
  }

  private static Tensor flat(Tensor tensor) {
    return tensor.detach().reshape(-1);
  }

  /** What a thread does before it computes a loss. */
  private interface Meeting {
    void hold() throws Exception;
  }

  /** A small network that learns sin, on two halves of the points. */
  private static class Regression implements Objective {
    static final long STEPS = 20;
    private static final int POINTS = 64;
    private static final int WIDTH = 16;

    final Tensor in;
    final Tensor out;
    long updates;
    private final Meeting meeting;

    Regression(Meeting meeting) {
      this.meeting = meeting;
      in = Tensors.of(waves(WIDTH, 3), 1, WIDTH).set_requires_grad(true);
      out = Tensors.of(waves(WIDTH, 5), WIDTH, 1).set_requires_grad(true);
    }

    private static float[] waves(int count, double frequency) {
      float[] values = new float[count];
      for (int i = 0; i < count; i++) {
        values[i] = (float) Math.cos(frequency * i);
      }
      return values;
    }

    @Override
    public void beforeUpdate(long step) {
      updates++;
    }

    @Override
    public boolean isConcurrent() {
      return true;
    }

    @Override
    public Tensor loss(long step, int microBatch) {
      try {
        meeting.hold();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
      float[] x = new float[POINTS];
      float[] y = new float[POINTS];
      for (int i = 0; i < POINTS; i++) {
        x[i] = (float) ((i + 0.5 * microBatch + step) % POINTS) / POINTS;
        y[i] = (float) Math.sin(6 * x[i]);
      }
      Tensor hidden = Tensors.of(x, POINTS, 1).matmul(in).tanh();
      Tensor error = hidden.matmul(out).sub(Tensors.of(y, POINTS, 1));
      return error.mul(error).mean();
    }
  }
}
