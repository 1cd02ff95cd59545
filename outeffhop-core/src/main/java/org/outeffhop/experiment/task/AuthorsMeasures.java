package org.outeffhop.experiment.task;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.outeffhop.experiment.result.ComparedMeasure;
import org.outeffhop.metrics.ActivationRecorder;
import org.outeffhop.metrics.OutlierSummary;
import org.outeffhop.model.ScriptMeasures;

/** Outliers and W8A8 of a model as the published scripts of the paper's authors compute them. */
public final class AuthorsMeasures {
  private final HeldOut<?, ?> heldOut;
  private final ScriptMeasures scripts;

  private AuthorsMeasures(HeldOut<?, ?> heldOut, ScriptMeasures scripts) {
    this.heldOut = heldOut;
    this.scripts = scripts;
  }

  /** Of a model; empty where it is not one that the scripts measure. */
  public static Optional<AuthorsMeasures> of(HeldOut<?, ?> heldOut) {
    return heldOut.model().scriptMeasures().map(scripts -> new AuthorsMeasures(heldOut, scripts));
  }

  /** The same, which tells a listener after each batch. */
  public AuthorsMeasures telling(Runnable listener) {
    return new AuthorsMeasures(heldOut.telling(listener), scripts);
  }

  /** Batches over which {@link #details} runs. */
  public long batches() {
    long once = heldOut.evaluationBatches();
    return once + (calibratesOtherwise() ? once + calibrationBatches() : 0);
  }

  /** The outliers in full precision. */
  public OutlierSummary outliers() {
    Set<String> modules = scripts.modules();
    ActivationRecorder recorder =
        new ActivationRecorder(modules::contains, scripts.flattened()::contains);
    heldOut.showTo(recorder);
    return OutlierSummary.of(
        recorder.modules(), scripts.averaged()::contains, scripts.compared()::contains);
  }

  /**
   * All of them, by name.
   *
   * @param w8a8 the quality by the ranges of all calibration batches
   */
  public Map<String, Double> details(double w8a8) {
    OutlierSummary outliers = outliers();
    Map<String, Double> details = new LinkedHashMap<>();
    details.put(ComparedMeasure.AUTHORS_AVERAGE_KURTOSIS.key(), outliers.averageKurtosis());
    details.put(
        ComparedMeasure.AUTHORS_MAXIMUM_INFINITY_NORM.key(), outliers.maximumInfinityNorm());
    details.put(
        ComparedMeasure.AUTHORS_QUALITY_W8A8.key(),
        calibratesOtherwise() ? heldOut.calibratedOn(calibrationBatches()).w8a8().value() : w8a8);
    return details;
  }

  private int calibrationBatches() {
    return scripts.calibrationBatches().orElse(heldOut.calibrating().size());
  }

  private boolean calibratesOtherwise() {
    return calibrationBatches() < heldOut.calibrating().size();
  }
}
