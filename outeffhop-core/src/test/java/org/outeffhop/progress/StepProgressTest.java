package org.outeffhop.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class StepProgressTest {
  private final List<String> lines = new ArrayList<>();
  private final StepProgress steps =
      new StepProgress("m", (what, done, total) -> lines.add(what + " " + done + "/" + total));

  /** All evaluations go over the same batches, which are counted in the first one. */
  @Test
  void theBatchesOfTheFirstEvaluationAreKnownInTheSecond() {
    steps.evaluation("full precision");
    steps.batch();
    steps.batch();
    steps.begin("calibration");
    steps.batch();
    steps.evaluation("W8A8");
    steps.batch();
    assertEquals(
        List.of(
            "m, full precision 0/0",
            "m, full precision 1/0",
            "m, full precision 2/0",
            "m, calibration 0/0",
            "m, calibration 1/0",
            "m, W8A8 0/0",
            "m, W8A8 1/2"),
        lines);
  }

  @Test
  void anInterruptionEndsTheMeasurementAfterTheBatch() {
    steps.evaluation("W8A8");
    Thread.currentThread().interrupt();
    assertEquals(
        "interrupted at m, W8A8; give the same command again",
        assertThrows(CancellationException.class, steps::batch).getMessage());
    assertTrue(Thread.interrupted(), "the thread stays interrupted");
  }
}
