package org.outeffhop.benchmark;

import java.util.List;
import java.util.Locale;
import org.outeffhop.experiment.result.Timing;
import org.outeffhop.report.TextTable;

/**
 * A training step and its products.
 *
 * @param recipe in a line
 * @param unit tokens or windows
 * @param units of them in a step
 * @param step forward, backward, clipping and AdamW
 * @param linearProducts of the linear layers, forward and backward
 * @param attentionProducts of attention, forward and backward, at OpenBLAS's better setting
 * @param operations multiplications and additions in the products
 */
public record StepRow(
    String model,
    String attention,
    String recipe,
    String unit,
    long units,
    Timing step,
    Timing linearProducts,
    Timing attentionProducts,
    double operations) {
  private static final List<String> HEADER =
      List.of(
          "model",
          "attention",
          "step ms",
          "linear products ms",
          "attention products ms",
          "ratio",
          "per second",
          "GFLOP/s");

  /** The step's time over that of its products. */
  public double ratio() {
    return step.median() / (linearProducts.median() + attentionProducts.median());
  }

  /** A line for each row. */
  public static TextTable table(List<StepRow> rows) {
    return new TextTable(HEADER, rows.stream().map(StepRow::cells).toList());
  }

  private List<String> cells() {
    double seconds = step.median() / 1e3;
    return List.of(
        model,
        attention,
        Numbers.milliseconds(step.median()),
        Numbers.milliseconds(linearProducts.median()),
        Numbers.milliseconds(attentionProducts.median()),
        Numbers.ratio(ratio()),
        String.format(Locale.ROOT, "%.4g %s", units / seconds, unit),
        String.format(Locale.ROOT, "%.0f", operations / seconds / 1e9));
  }
}
