package org.outeffhop.experiment.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.outeffhop.experiment.Preset;
import org.outeffhop.experiment.result.ComparisonRow;
import org.outeffhop.experiment.result.QualityMeasure;
import org.outeffhop.experiment.task.Evaluation;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.hopfield.AttentionVariant;
import org.outeffhop.model.ModelType;
import org.outeffhop.progress.Progress;
import org.outeffhop.tensor.Engine;
import org.outeffhop.training.EarlyStopping;
import org.outeffhop.training.StepResult;

class ComparisonProgressTest {
  private static final RunSpec RUN =
      new RunSpec(
          Preset.SMOKE.settings().recipes().get(ModelType.STANHOP),
          AttentionVariant.of(AttentionMethod.VANILLA),
          3,
          Evaluation.of(1, 1),
          Execution.CPU,
          "waves");

  private final List<String> lines = new ArrayList<>();
  private final ComparisonProgress progress = new ComparisonProgress(recorder(), 2, 3, 10);

  @BeforeAll
  static void start() {
    Engine.start();
  }

  private Progress recorder() {
    return new Progress() {
      @Override
      public void update(String task, long done, long total) {
        throw new AssertionError("a comparison says how it goes");
      }

      @Override
      public void update(String task, long done, long total, String note) {
        lines.add(done + "/" + total + " " + note);
      }

      @Override
      public void notice(String message) {
        lines.add(message);
      }
    };
  }

  private static StepResult step(long step, double loss) {
    return new StepResult(step, loss, 1e-3, 1, 0, 0.1);
  }

  /** Two of three runs were there already. */
  @Test
  void aRunsRowIsSaidAsItEnds() {
    progress.finished(
        RUN,
        10,
        new ComparisonRow(
            "stanhop",
            "vanilla",
            3,
            10,
            99,
            3.6512,
            4.128,
            QualityMeasure.MSE,
            0.49012,
            0.4908,
            Map.of(),
            1234.4));
    assertEquals(
        List.of(
            "finished 3/3: stanhop vanilla seed 3: kurtosis 3.65, norm 4.13, MSE 0.490, W8A8 0.491, 1,234 s"),
        lines);
  }

  @Test
  void anEpochsErrorsAreShownWhileTheyAreMeasuredAndBesideTheLossesThatFollow() {
    Iterator<Double> errors = List.of(0.75, 0.9).iterator();
    try (EarlyStopping stopping = new EarlyStopping(Map.of(), 2, 3, errors::next)) {
      for (int i = 1; i <= 5; i++) {
        StepResult step = step(i, 1.0 / i);
        progress.training(RUN).onStep(step);
        stopping.onStep(step);
        if (i % 2 == 0) {
          progress.validating(RUN, 7).run();
          progress.validated(RUN, stopping);
        }
      }
    }
    assertEquals(
        List.of(
            "1/10 stanhop vanilla seed 3 loss 1.00",
            "2/10 stanhop vanilla seed 3 loss 0.500",
            "2/10 stanhop vanilla seed 3 validating 1/7",
            "3/10 stanhop vanilla seed 3 loss 0.333, validation 0.750 after epoch 1",
            "4/10 stanhop vanilla seed 3 loss 0.250, validation 0.750 after epoch 1",
            "4/10 stanhop vanilla seed 3 validating 1/7",
            "5/10 stanhop vanilla seed 3 loss 0.200, validation 0.900 after epoch 2 (0.750 after 1, patience 1/3)"),
        lines);
  }
}
