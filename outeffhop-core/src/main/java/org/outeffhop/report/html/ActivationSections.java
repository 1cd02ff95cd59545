package org.outeffhop.report.html;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.outeffhop.experiment.result.ActivationRecord;
import org.outeffhop.experiment.result.ActivationRecord.Head;
import org.outeffhop.experiment.result.ActivationRecord.Histogram;
import org.outeffhop.experiment.result.RunRecord;
import org.outeffhop.report.html.Page.Section;

/** Attention maps and activation histograms: vanilla's against OutEffHop's, of the first seed. */
final class ActivationSections {
  private static final List<String> METHODS = List.of("vanilla", "outeffhop");
  private static final ColourScale WEIGHTS = new ColourScale("weight", 0.001, 1, true);
  private static final String NO_OP = "no-op";

  private final Map<String, List<RunRecord>> shown = new LinkedHashMap<>();

  ActivationSections(RunGroups groups) {
    groups.byGroup().forEach((group, runs) -> shown.put(group, chosen(runs)));
  }

  /** A run a method; of runs without vanilla and OutEffHop, those of the first method. */
  private static List<RunRecord> chosen(List<RunRecord> runs) {
    List<RunRecord> stored =
        runs.stream()
            .filter(run -> run.activations() != null)
            .sorted(Comparator.comparingLong(run -> run.row().seed()))
            .toList();
    List<RunRecord> chosen = new ArrayList<>();
    for (String method : METHODS) {
      stored.stream()
          .filter(run -> run.row().attention().equals(method))
          .findFirst()
          .ifPresent(chosen::add);
    }
    return chosen.isEmpty() ? stored.stream().limit(1).toList() : chosen;
  }

  List<Section> all() {
    return List.of(attention(), histograms());
  }

  private Section attention() {
    List<Block> blocks = new ArrayList<>();
    shown.forEach(
        (group, runs) -> {
          List<Drawing> maps = new ArrayList<>();
          for (RunRecord run : runs) {
            run.activations().heads().forEach(head -> maps.add(map(run, head)));
          }
          blocks.add(
              new Block.Figures(
                  group + ": heads that attend to nothing",
                  "Attention weights on the first held-out sample: one row per query, one column per key, and the weight of the no-op "
                      + "pattern in the last column. Shown are the three heads of each run that give most weight to the no-op pattern "
                      + "and to a single key. Weights below 0.00005 are left blank.",
                  WEIGHTS,
                  maps));
        });
    return new Section("Attention", blocks);
  }

  private static Drawing map(RunRecord run, Head head) {
    ActivationRecord record = run.activations();
    int queries = head.weights().size();
    int keys = head.weights().get(0).length;
    List<String> columns = new ArrayList<>(names(record.positions(), keys));
    columns.addAll(List.of("", NO_OP));
    List<double[]> values = new ArrayList<>();
    for (int query = 0; query < queries; query++) {
      double[] row = Arrays.copyOf(head.weights().get(query), keys + 2);
      row[keys] = Double.NaN;
      row[keys + 1] = head.noOp()[query];
      values.add(row);
    }
    String title =
        String.format(
            Locale.ROOT,
            "%s: %s, head %d; no-op %.0f%%, one key %.0f%%",
            run.row().attention(),
            shortened(head.module()),
            head.head(),
            100 * head.noOpShare(),
            100 * head.parkedShare());
    return new Drawing.HeatMap(
        title, "key", columns, "query", names(record.positions(), queries), values, false);
  }

  private static List<String> names(List<String> positions, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> positions.size() < count ? String.valueOf(i + 1) : positions.get(i).strip())
        .toList();
  }

  /** Without what stands before the layer's number and its list. */
  private static String shortened(String module) {
    return module.replaceFirst("^\\D*?(\\w+\\.\\d)", "$1");
  }

  private Section histograms() {
    List<Block> blocks = new ArrayList<>();
    shown.forEach(
        (group, runs) -> {
          List<Drawing> drawings = new ArrayList<>();
          for (RunRecord run : runs) {
            run.activations().histograms().forEach(one -> drawings.add(histogram(run, one)));
          }
          blocks.add(
              Block.Figures.of(
                  group + ": module outputs on one held-out batch",
                  "Shown are the modules with the largest kurtosis and norm, and the last module. The ticks below mark the levels of "
                      + "the 8-bit grid that calibration chose; the title says how many of them hold 99% of the values.",
                  drawings));
        });
    return new Section("Activations on the int8 grid", blocks);
  }

  private static Drawing histogram(RunRecord run, Histogram one) {
    double[] edges = new double[one.counts().length + 1];
    Arrays.setAll(edges, i -> one.smallest() + i * one.width());
    double[] levels = new double[one.levels()];
    Arrays.setAll(levels, i -> one.gridStart() + i * one.gridStep());
    return new Drawing.Histogram(
        String.format(
            Locale.ROOT,
            "%s: %s; 99%% on %d of %d levels",
            run.row().attention(),
            shortened(one.module()),
            one.usedLevels(),
            one.levels()),
        "",
        "output",
        edges,
        one.counts(),
        levels);
  }
}
