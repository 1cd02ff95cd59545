package org.outeffhop.quantization;

import java.util.List;
import org.outeffhop.quantization.RangeEstimator.CurrentMinMax;
import org.outeffhop.quantization.RangeEstimator.Entropy;
import org.outeffhop.quantization.RangeEstimator.MeanSquaredError;
import org.outeffhop.quantization.RangeEstimator.Percentile;
import org.outeffhop.quantization.RangeEstimator.RunningMinMax;
import org.outeffhop.quantization.RangeEstimator.RunningPercentile;

/**
 * Range estimators as people write them: a name and, behind a colon, its number, as {@code
 * percentile:99.99}.
 */
public final class RangeNames {
  /** How they are written. */
  public static final List<String> CHOICES =
      List.of(
          "current-min-max",
          "running-min-max[:MOMENTUM]",
          "running-percentile[:PERCENT]",
          "percentile[:PERCENT]",
          "mse",
          "mse-golden",
          "entropy");

  private static final double MOMENTUM = 0.9;
  private static final double RUNNING = 99.999;
  private static final double PERCENT = 99.99;

  private RangeNames() {}

  /**
   * Reads a name. Without a number momentum is 0.9, a running percentile 99.999 (and its momentum
   * 0.9), a percentile 99.99.
   *
   * @throws IllegalArgumentException if it is unknown, or its number cannot be
   */
  public static RangeEstimator parse(String text) {
    String[] parts = text.split(":", 2);
    String number = parts.length == 2 ? parts[1] : null;
    return switch (parts[0]) {
      case "running-min-max" -> new RunningMinMax(number(text, number, MOMENTUM));
      case "running-percentile" -> new RunningPercentile(MOMENTUM, number(text, number, RUNNING));
      case "percentile" -> new Percentile(number(text, number, PERCENT));
      case "current-min-max" -> plain(text, number, new CurrentMinMax());
      case "mse" -> plain(text, number, MeanSquaredError.grid());
      case "mse-golden" -> plain(text, number, MeanSquaredError.goldenSection());
      case "entropy" -> plain(text, number, new Entropy());
      default -> throw unknown(text);
    };
  }

  private static RangeEstimator plain(String text, String number, RangeEstimator estimator) {
    if (number != null) {
      throw new IllegalArgumentException("range is '" + text + "'; this one takes no number");
    }
    return estimator;
  }

  private static double number(String text, String number, double absent) {
    try {
      return number == null ? absent : Double.parseDouble(number);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "range is '" + text + "'; behind the colon it takes a number", e);
    }
  }

  private static IllegalArgumentException unknown(String text) {
    return new IllegalArgumentException(
        "range is '" + text + "'; it can be " + String.join(", ", CHOICES));
  }

  /** The name of an estimator, with its number. */
  public static String of(RangeEstimator estimator) {
    if (estimator instanceof RunningMinMax running) {
      return "running-min-max:" + running.momentum();
    }
    if (estimator instanceof RunningPercentile running) {
      return "running-percentile:" + running.percentile();
    }
    if (estimator instanceof Percentile percentile) {
      return "percentile:" + percentile.percentile();
    }
    if (estimator instanceof MeanSquaredError error) {
      return error.search() == MeanSquaredError.Search.GRID ? "mse" : "mse-golden";
    }
    return estimator instanceof Entropy ? "entropy" : "current-min-max";
  }
}
