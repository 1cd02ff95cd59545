package org.outeffhop.benchmark;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
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
          "to vanilla",
          "to written out",
          "to scripts",
          "linear ms");

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
    return cells(
        blasThreads, vanilla.median(), outeffhop.median(), writtenOut.median(), script.median());
  }

  private static List<String> best(List<AttentionRow> rows, AttentionRow of) {
    List<AttentionRow> group = group(rows, of);
    return of.cells(
        "best of each",
        best(group, AttentionRow::vanilla),
        best(group, AttentionRow::outeffhop),
        best(group, AttentionRow::writtenOut),
        best(group, AttentionRow::script),
        best(group, AttentionRow::linear));
  }

  private static double best(List<AttentionRow> group, Function<AttentionRow, Timing> contender) {
    return group.stream().map(contender).mapToDouble(Timing::median).min().orElseThrow();
  }

  private List<String> cells(
      String setting, double plain, double fused, double formula, double scripted, double layer) {
    return List.of(
        shape.toString(),
        backward ? "f+b" : "f",
        setting,
        Numbers.milliseconds(plain),
        Numbers.milliseconds(fused),
        Numbers.milliseconds(formula),
        Numbers.milliseconds(scripted),
        Numbers.ratio(fused / plain),
        Numbers.ratio(fused / formula),
        Numbers.ratio(fused / scripted),
        Numbers.milliseconds(layer));
  }
}
