package org.outeffhop.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

class EarlyStoppingTest {
  private static final int STEPS_PER_EPOCH = 3;

  @BeforeAll
  static void start() {
    Engine.start();
  }

  /** The loss is -w, so that AdamW without decay adds the learning rate, 1, at every update. */
  private static StepResult train(Tensor w, EarlyStopping stopping) {
    TrainingConfig config = TrainingConfig.adamW(30, 1).schedule(Decay.CONSTANT).maxGradNorm(0);
    return new Trainer(
            Map.of("w", w), (step, microBatch) -> w.neg().sum(), config, List.of(stopping))
        .run();
  }

  @Test
  void trainingEndsAfterPatienceAndTheBestEpochComesBack() {
    Iterator<Double> errors = List.of(3.0, 2.0, 2.5, 2.0).iterator();
    try (TensorScope scope = TensorScope.open()) {
      Tensor w = Tensors.of(new float[] {0}, 1).set_requires_grad(true);
      try (EarlyStopping stopping =
          new EarlyStopping(Map.of("w", w), STEPS_PER_EPOCH, 2, errors::next)) {
        assertEquals(12, train(w, stopping).step());
        assertEquals(12, Tensors.item(w), 1e-4);
        assertEquals(4, stopping.epochs());
        assertEquals(2, stopping.bestEpoch());
        assertEquals(2.0, stopping.lowest());
        stopping.restore();
        assertEquals(6, Tensors.item(w), 1e-4);
      }
    }
  }

  @Test
  void whileTheErrorFallsTrainingGoesOn() {
    double[] error = {100};
    try (TensorScope scope = TensorScope.open()) {
      Tensor w = Tensors.of(new float[] {0}, 1).set_requires_grad(true);
      try (EarlyStopping stopping =
          new EarlyStopping(Map.of("w", w), STEPS_PER_EPOCH, 1, () -> error[0]--)) {
        assertEquals(30, train(w, stopping).step());
        assertEquals(10, stopping.bestEpoch());
      }
    }
  }

  @Test
  void anErrorThatIsNoNumberIsDivergence() {
    try (TensorScope scope = TensorScope.open()) {
      Tensor w = Tensors.of(new float[] {0}, 1).set_requires_grad(true);
      try (EarlyStopping stopping =
          new EarlyStopping(Map.of("w", w), STEPS_PER_EPOCH, 1, () -> Double.NaN)) {
        String message =
            assertThrows(TrainingDivergedException.class, () -> train(w, stopping)).getMessage();
        assertTrue(message.contains("step 3: the validation error is NaN"), message);
      }
    }
  }
}
