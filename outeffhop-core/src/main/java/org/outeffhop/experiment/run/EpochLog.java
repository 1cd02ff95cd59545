package org.outeffhop.experiment.run;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.outeffhop.training.EarlyStopping;
import org.outeffhop.training.MetricsLog;
import org.outeffhop.training.StepResult;
import org.outeffhop.training.TrainingListener;
import org.outeffhop.training.resume.Stateful;
import org.outeffhop.training.resume.TrainingState;

/** Logs and shows what early stopping measured after every epoch. */
final class EpochLog implements TrainingListener, Stateful {
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
    log(steps);
    if (logged > 0) {
      shown.accept(stopping);
    }
  }

  /** What it has logged follows from the state of early stopping, which is loaded before. */
  @Override
  public void save(TrainingState state) {}

  @Override
  public void load(TrainingState state) {
    logged = stopping.epochs();
  }

  @Override
  public void onStep(StepResult result) {
    if (log(result.step())) {
      shown.accept(stopping);
    }
  }

  /** Logs an epoch that is not logged yet; says whether there was one. */
  private boolean log(long step) {
    if (stopping.epochs() == logged) {
      return false;
    }
    logged = stopping.epochs();
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("step", step);
    line.put("epoch", stopping.epochs());
    line.put("validation_error", stopping.last());
    line.put("lowest_validation_error", stopping.lowest());
    line.put("best_epoch", stopping.bestEpoch());
    log.write(line);
    return true;
  }
}
