package org.outeffhop.experiment.result;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** What of two runs is compared. */
public enum ComparedMeasure {
  /** The mean over the measured modules. */
  AVERAGE_KURTOSIS("average_kurtosis", ComparisonRow::averageKurtosis),
  /** The largest module's. */
  MAXIMUM_INFINITY_NORM("maximum_infinity_norm", ComparisonRow::maximumInfinityNorm),
  /** On held-out data in full precision. */
  QUALITY("quality", ComparisonRow::quality),
  /** The same in simulated W8A8. */
  QUALITY_W8A8("quality_w8a8", ComparisonRow::qualityW8a8),
  /** In W6A6, where it was measured. */
  QUALITY_W6A6("quality_w6a6"),
  /** In W4A4, where it was measured. */
  QUALITY_W4A4("quality_w4a4"),
  /** The average kurtosis as the scripts of the paper's authors compute it, where it was asked. */
  AUTHORS_AVERAGE_KURTOSIS("authors_average_kurtosis"),
  /** The maximum infinity norm likewise. */
  AUTHORS_MAXIMUM_INFINITY_NORM("authors_maximum_infinity_norm"),
  /** In W8A8 by as many calibration batches as those scripts take. */
  AUTHORS_QUALITY_W8A8("authors_quality_w8a8");

  private static final Set<ComparedMeasure> OF_OUTLIERS =
      EnumSet.of(
          AVERAGE_KURTOSIS,
          MAXIMUM_INFINITY_NORM,
          AUTHORS_AVERAGE_KURTOSIS,
          AUTHORS_MAXIMUM_INFINITY_NORM);

  private final String key;
  private final ToDoubleFunction<ComparisonRow> value;
  private final boolean detail;

  ComparedMeasure(String key, ToDoubleFunction<ComparisonRow> value) {
    this.key = key;
    this.value = value;
    detail = false;
  }

  ComparedMeasure(String key) {
    this.key = key;
    value = row -> row.details().getOrDefault(key, Double.NaN);
    detail = true;
  }

  /** Whether it was measured in a run. */
  public boolean isIn(ComparisonRow row) {
    return !detail || row.details().containsKey(key);
  }

  /** The name in files, which is that of the row's field or detail. */
  @JsonValue
  public String key() {
    return key;
  }

  /** Its value in a run, which has it. */
  public double of(ComparisonRow row) {
    return value.applyAsDouble(row);
  }

  /** Whether it is of outliers, so that models have it in common. */
  public boolean isOfOutliers() {
    return OF_OUTLIERS.contains(this);
  }

  /** What a change of it is measured in, in a model of that quality. */
  ChangeUnit unit(QualityMeasure quality) {
    return isOfOutliers() ? ChangeUnit.PERCENT : quality.changeUnit();
  }
}
