package org.outeffhop.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.outeffhop.experiment.result.Timing;
import org.outeffhop.report.TextTable;
import org.outeffhop.tensor.BlasThreads;

/**
 * Attention under one setting.
 *
 * @param shape batch x heads x length x size of a head
 * @param backward whether the gradient is part of it
 * @param writtenOut OutEffHop, operation by operation, as well as one can
 * @param script OutEffHop as research scripts have it
 * @param linear a linear layer that took turns with them, 2048 tokens from 256 to 1024 features
 * @param blasThreads OpenBLAS's threads: switched, all or one
 */
public record AttentionRow(
    AttentionShape shape,
    boolean backward,
    String blasThreads,
    Timing vanilla,
    Timing outeffhop,
    Timing writtenOut,
    Timing script,
    Timing linear) {
  private static final List<String> HEADER =
      List.of(
          "shape",
          "pass",
          "OpenBLAS",
          "vanilla ms",
          "outeffhop ms",
          "written out ms",
          "as in scripts ms",
          "linear ms",
          "to vanilla",
          "to written out",
          "to scripts");
  private static final List<Function<AttentionRow, Timing>> TIMED =
      List.of(
          AttentionRow::vanilla,
          AttentionRow::outeffhop,
          AttentionRow::writtenOut,
          AttentionRow::script,
          AttentionRow::linear);
  private static final int OUTEFFHOP = 1;
  private static final int[] COMPARED = {0, 2, 3};

  static String named(BlasThreads.Policy policy) {
    return policy.name().toLowerCase(Locale.ROOT);
  }

  /** All rows, and below those of a shape and pass each contender at its best setting. */
  public static TextTable table(List<AttentionRow> rows) {
    List<List<String>> lines =
        rows.stream()
            .flatMap(
                row ->
                    isLastOfGroup(rows, row)
                        ? List.of(row.cells(), best(rows, row)).stream()
                        : List.of(row.cells()).stream())
            .toList();
    return new TextTable(HEADER, lines);
  }

  private static boolean isLastOfGroup(List<AttentionRow> rows, AttentionRow row) {
    List<AttentionRow> group = group(rows, row);
    return group.size() > 1 && group.get(group.size() - 1).equals(row);
  }

  private static List<AttentionRow> group(List<AttentionRow> rows, AttentionRow of) {
    return rows.stream()
        .filter(row -> row.shape.equals(of.shape) && row.backward == of.backward)
        .toList();
  }

  private List<String> cells() {
    return cells(blasThreads, TIMED.stream().map(of -> of.apply(this).median()).toList());
  }

  private static List<String> best(List<AttentionRow> rows, AttentionRow of) {
    List<AttentionRow> group = group(rows, of);
    return of.cells("best of each", TIMED.stream().map(timed -> least(group, timed)).toList());
  }

  private static double least(List<AttentionRow> group, Function<AttentionRow, Timing> timed) {
    return group.stream().map(timed).mapToDouble(Timing::median).min().orElseThrow();
  }

  private List<String> cells(String setting, List<Double> medians) {
    List<String> cells =
        new ArrayList<>(List.of(shape.toString(), backward ? "f+b" : "f", setting));
    medians.forEach(median -> cells.add(Numbers.milliseconds(median)));
    for (int other : COMPARED) {
      cells.add(Numbers.ratio(medians.get(OUTEFFHOP) / medians.get(other)));
    }
    return cells;
  }
}
