package org.outeffhop.experiment.result;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.outeffhop.experiment.result.PairedChange.Pair;

/** The changes of a comparison, by its rows. */
final class PairedChanges {
  private static final String VANILLA = "vanilla";

  /** What the paper averages for its headline: from a method to its outlier-efficient version. */
  private static final Map<String, String> OUTLIER_EFFICIENT = new LinkedHashMap<>();

  static {
    OUTLIER_EFFICIENT.put(VANILLA, "outeffhop");
    OUTLIER_EFFICIENT.put("clipped", "clipped-outeffhop");
    OUTLIER_EFFICIENT.put("gated", "gated-outeffhop");
  }

  private final Map<List<Object>, ComparisonRow> rows = new HashMap<>();
  private final Set<String> models = new LinkedHashSet<>();
  private final Set<String> methods = new LinkedHashSet<>();
  private final Map<String, QualityMeasure> qualities = new HashMap<>();
  private final Set<Long> seeds = new TreeSet<>();
  private final List<PairedChange> changes = new ArrayList<>();

  private PairedChanges(List<ComparisonRow> all) {
    for (ComparisonRow row : all) {
      rows.put(List.of(row.model(), row.attention(), row.seed()), row);
      models.add(row.model());
      methods.add(row.attention());
      qualities.putIfAbsent(row.model(), row.measure());
      seeds.add(row.seed());
    }
  }

  /**
   * All changes for which there are pairs: of every model and method against vanilla, then the
   * outliers of every method averaged over the models, and last the paper's headline, where more
   * than vanilla was run with and without an outlier-efficient softmax.
   */
  static List<PairedChange> of(List<ComparisonRow> rows) {
    PairedChanges changes = new PairedChanges(rows);
    changes.add();
    return List.copyOf(changes.changes);
  }

  private void add() {
    for (String model : models) {
      for (String method : methods) {
        List<Pair> pair = pairs(List.of(model), VANILLA, method);
        Arrays.stream(ComparedMeasure.values()).forEach(measure -> add(pair, measure));
      }
    }
    for (String method : methods) {
      List<Pair> pairs = pairs(models, VANILLA, method);
      if (pairs.size() > 1) {
        addOutliers(pairs);
      }
    }
    List<Pair> headline = new ArrayList<>();
    OUTLIER_EFFICIENT.forEach((from, to) -> headline.addAll(pairs(models, from, to)));
    if (headline.stream().anyMatch(pair -> !pair.from().equals(VANILLA)) && headline.size() > 1) {
      addOutliers(headline);
    }
  }

  private List<Pair> pairs(Iterable<String> of, String from, String to) {
    List<Pair> pairs = new ArrayList<>();
    for (String model : of) {
      Pair pair = new Pair(model, from, to);
      if (!from.equals(to) && seeds.stream().anyMatch(seed -> isComplete(pair, seed))) {
        pairs.add(pair);
      }
    }
    return pairs;
  }

  private boolean isComplete(Pair pair, long seed) {
    return row(pair, pair.from(), seed) != null && row(pair, pair.to(), seed) != null;
  }

  private boolean isMeasured(Pair pair, long seed, ComparedMeasure measure) {
    return isComplete(pair, seed)
        && measure.isIn(row(pair, pair.from(), seed))
        && measure.isIn(row(pair, pair.to(), seed));
  }

  private boolean isMeasured(Pair pair, ComparedMeasure measure) {
    return seeds.stream().anyMatch(seed -> isMeasured(pair, seed, measure));
  }

  private ComparisonRow row(Pair pair, String method, long seed) {
    return rows.get(List.of(pair.model(), method, seed));
  }

  private void addOutliers(List<Pair> pairs) {
    for (ComparedMeasure measure : ComparedMeasure.values()) {
      List<Pair> measured = pairs.stream().filter(pair -> isMeasured(pair, measure)).toList();
      if (measure.isOfOutliers() && measured.size() > 1) {
        add(measured, measure);
      }
    }
  }

  private void add(List<Pair> pairs, ComparedMeasure measure) {
    List<Long> common =
        seeds.stream()
            .filter(seed -> pairs.stream().allMatch(pair -> isMeasured(pair, seed, measure)))
            .toList();
    if (pairs.isEmpty() || common.isEmpty()) {
      return;
    }
    ChangeUnit unit = measure.unit(qualities.get(pairs.get(0).model()));
    double[] values =
        common.stream().mapToDouble(seed -> mean(pairs, measure, unit, seed)).toArray();
    changes.add(PairedChange.of(pairs, measure, unit, common, values));
  }

  private double mean(List<Pair> pairs, ComparedMeasure measure, ChangeUnit unit, long seed) {
    return pairs.stream()
        .mapToDouble(
            pair ->
                unit.between(
                    measure.of(row(pair, pair.from(), seed)),
                    measure.of(row(pair, pair.to(), seed))))
        .average()
        .orElseThrow();
  }
}
