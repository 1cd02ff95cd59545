package org.outeffhop.experiment.result;

import com.fasterxml.jackson.annotation.JsonValue;
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
  QUALITY_W4A4("quality_w4a4");

  private final String key;
  private final ToDoubleFunction<ComparisonRow> value;

  ComparedMeasure(String key, ToDoubleFunction<ComparisonRow> value) {
    this.key = key;
    this.value = value;
  }

  ComparedMeasure(String detail) {
    this(detail, row -> row.details().getOrDefault(detail, Double.NaN));
  }

  /** Whether it was measured in a run. */
  public boolean isIn(ComparisonRow row) {
    boolean detail = this == QUALITY_W6A6 || this == QUALITY_W4A4;
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
    return this == AVERAGE_KURTOSIS || this == MAXIMUM_INFINITY_NORM;
  }

  /** What a change of it is measured in, in a model of that quality. */
  ChangeUnit unit(QualityMeasure quality) {
    return isOfOutliers() ? ChangeUnit.PERCENT : quality.changeUnit();
  }
}
