package org.outeffhop.experiment.run;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.outeffhop.training.EarlyStopping;
import org.outeffhop.training.MetricsLog;
import org.outeffhop.training.StepResult;
import org.outeffhop.training.TrainingListener;

/** Logs and shows what early stopping measured after every epoch. */
final class EpochLog implements TrainingListener {
  private final EarlyStopping stopping;
  private final MetricsLog log;
  private final Consumer<EarlyStopping> shown;
  private int logged;

  EpochLog(EarlyStopping stopping, MetricsLog log, Consumer<EarlyStopping> shown) {
    this.stopping = stopping;
    this.log = log;
    this.shown = shown;
  }

  @Override
  public void onResume(long steps) {
    logged = stopping.epochs();
    if (logged > 0) {
      shown.accept(stopping);
    }
  }

  @Override
  public void onStep(StepResult result) {
    if (stopping.epochs() == logged) {
      return;
    }
    logged = stopping.epochs();
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("step", result.step());
    line.put("epoch", stopping.epochs());
    line.put("validation_error", stopping.last());
    line.put("lowest_validation_error", stopping.lowest());
    line.put("best_epoch", stopping.bestEpoch());
    log.write(line);
    shown.accept(stopping);
  }
}
