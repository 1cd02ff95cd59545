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
  QUALITY_W8A8("quality_w8a8", ComparisonRow::qualityW8a8);

  private final String key;
  private final ToDoubleFunction<ComparisonRow> value;

  ComparedMeasure(String key, ToDoubleFunction<ComparisonRow> value) {
    this.key = key;
    this.value = value;
  }

  /** The name in files, which is that of the row's field. */
  @JsonValue
  public String key() {
    return key;
  }

  /** Its value in a run. */
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
