package org.outeffhop.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.outeffhop.experiment.result.DiagnosisResult;
import org.outeffhop.experiment.result.RunRecord;
import org.outeffhop.experiment.result.RunRecord.Measured;

/** Outliers and quality along a training that goes on, by attention method. */
public final class RegrowthTable {
  private static final String KURTOSIS = "average_kurtosis";
  private static final String NORM = "maximum_infinity_norm";
  private static final int LINES = 11;

  private final Map<String, List<RunRecord>> methods = new LinkedHashMap<>();

  /** Of finished runs. */
  public RegrowthTable(List<RunRecord> runs) {
    for (RunRecord run : runs) {
      methods.computeIfAbsent(run.row().attention(), key -> new ArrayList<>()).add(run);
    }
  }

  /** A line for some of the steps at which all was measured, from the first to the last. */
  public TextTable table() {
    List<List<String>> lines = new ArrayList<>();
    methods.forEach(
        (method, runs) -> {
          String quality = "eval_" + runs.get(0).row().measure().key();
          for (long step : steps(runs.get(0))) {
            lines.add(
                List.of(
                    method,
                    String.format(Locale.ROOT, "%,d", step),
                    mean(runs, KURTOSIS, step),
                    mean(runs, NORM, step),
                    percent(runs, DiagnosisResult.SINK_RATE, step),
                    percent(runs, DiagnosisResult.NO_OP_MASS, step),
                    mean(runs, quality, step),
                    mean(runs, quality + "_w8a8", step)));
          }
        });
    String measure = methods.values().iterator().next().get(0).row().measure().toString();
    return new TextTable(
        List.of(
            "attention",
            "steps",
            "average kurtosis",
            "maximum inf. norm",
            "sink rate",
            "no-op mass",
            measure,
            measure + " W8A8"),
        lines);
  }

  /** What the curves say, a sentence a method. */
  public List<String> findings() {
    List<String> findings = new ArrayList<>();
    methods.forEach(
        (method, runs) -> {
          List<Long> steps = steps(runs.get(0));
          long last = steps.get(steps.size() - 1);
          findings.add(
              String.format(
                  Locale.ROOT,
                  "%s, %s: after %,d steps average kurtosis went from %s to %s and the maximum infinity norm from %s to %s.",
                  method,
                  runs.size() == 1 ? "1 seed" : runs.size() + " seeds",
                  last,
                  mean(runs, KURTOSIS, steps.get(0)),
                  mean(runs, KURTOSIS, last),
                  mean(runs, NORM, steps.get(0)),
                  mean(runs, NORM, last)));
        });
    return findings;
  }

  private static List<Long> steps(RunRecord run) {
    List<Long> all = run.training().get(KURTOSIS).stream().map(Measured::step).toList();
    List<Long> chosen = new ArrayList<>();
    int count = Math.min(LINES, all.size());
    for (int i = 0; i < count; i++) {
      chosen.add(all.get(count == 1 ? 0 : (int) Math.round((all.size() - 1.0) * i / (count - 1))));
    }
    return chosen;
  }

  private static String mean(List<RunRecord> runs, String name, long step) {
    OptionalDouble mean = average(runs, name, step);
    return mean.isPresent() ? String.format(Locale.ROOT, "%.2f", mean.getAsDouble()) : "";
  }

  private static String percent(List<RunRecord> runs, String name, long step) {
    OptionalDouble mean = average(runs, name, step);
    return mean.isPresent()
        ? String.format(Locale.ROOT, "%.1f%%", Math.max(0, 100 * mean.getAsDouble()))
        : "";
  }

  private static OptionalDouble average(List<RunRecord> runs, String name, long step) {
    return runs.stream()
        .flatMap(run -> run.training().getOrDefault(name, List.of()).stream())
        .filter(measured -> measured.step() == step)
        .mapToDouble(Measured::value)
        .average();
  }
}
