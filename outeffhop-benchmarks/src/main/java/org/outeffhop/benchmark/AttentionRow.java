package org.outeffhop.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
    TimedShape shape,
    boolean backward,
    String blasThreads,
    Timing vanilla,
    Timing outeffhop,
    Timing writtenOut,
    Timing script,
    Timing linear) {
  private static final List<String> CASE = List.of("shape", "pass", "OpenBLAS");
  private static final List<String> TIMES =
      List.of("vanilla ms", "outeffhop ms", "written out ms", "as in scripts ms", "linear ms");
  private static final List<String> RATIOS = List.of("to vanilla", "to written out", "to scripts");
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

  /** Medians: all rows, and below those of a shape and pass each contender at its best setting. */
  public static TextTable times(List<AttentionRow> rows) {
    return table(
        rows, TIMES, medians -> medians.stream().map(median -> Numbers.milliseconds(median)));
  }

  /** OutEffHop's medians over those of the other ways to compute attention, the same rows. */
  public static TextTable ratios(List<AttentionRow> rows) {
    return table(
        rows,
        RATIOS,
        medians ->
            IntStream.of(COMPARED)
                .mapToObj(other -> Numbers.ratio(medians.get(OUTEFFHOP) / medians.get(other))));
  }

  private static TextTable table(
      List<AttentionRow> rows,
      List<String> measured,
      Function<List<Double>, Stream<String>> cells) {
    List<List<String>> lines = new ArrayList<>();
    for (AttentionRow row : rows) {
      lines.add(row.line(row.blasThreads, cells.apply(row.medians())));
      if (isLastOfGroup(rows, row)) {
        lines.add(row.line("best of each", cells.apply(best(rows, row))));
      }
    }
    return new TextTable(Stream.concat(CASE.stream(), measured.stream()).toList(), lines);
  }

  private List<String> line(String setting, Stream<String> cells) {
    return Stream.concat(Stream.of(shape.toString(), backward ? "f+b" : "f", setting), cells)
        .toList();
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

  private List<Double> medians() {
    return TIMED.stream().map(of -> of.apply(this).median()).toList();
  }

  private static List<Double> best(List<AttentionRow> rows, AttentionRow of) {
    List<AttentionRow> group = group(rows, of);
    return TIMED.stream().map(timed -> least(group, timed)).toList();
  }

  private static double least(List<AttentionRow> group, Function<AttentionRow, Timing> timed) {
    return group.stream().map(timed).mapToDouble(Timing::median).min().orElseThrow();
  }
}
