package org.outeffhop.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.outeffhop.experiment.result.ComparedMeasure;
import org.outeffhop.experiment.result.ComparisonResult;
import org.outeffhop.experiment.result.PairedChange;
import org.outeffhop.experiment.result.PairedChange.Pair;

/**
 * Changes from one attention method to another, with their intervals: of every model, averaged over
 * the models, and averaged as in the paper's abstract.
 */
public final class ChangeTable {
  private static final String HEADLINE = "headline";
  private static final int PAIRS_OF_THE_PAPER = 12;
  private static final List<String> HEADER =
      List.of("model", "attention", "seeds", "change", "95% interval");

  private ChangeTable() {}

  /** A table for each measure that has changes, by its title. */
  public static Map<String, TextTable> byMeasure(ComparisonResult result) {
    Map<String, TextTable> tables = new LinkedHashMap<>();
    for (ComparedMeasure measure : ComparedMeasure.values()) {
      List<List<String>> lines =
          result.changes().stream()
              .filter(change -> change.measure() == measure)
              .map(ChangeTable::line)
              .toList();
      if (!lines.isEmpty()) {
        String title = ComparisonTable.title(result, measure);
        tables.put(
            title.substring(0, 1).toUpperCase(Locale.ROOT)
                + title.substring(1)
                + ", change against vanilla",
            new TextTable(HEADER, lines));
      }
    }
    return tables;
  }

  private static List<String> line(PairedChange change) {
    List<String> line = new ArrayList<>();
    Pair first = change.pairs().get(0);
    int count = change.pairs().size();
    boolean headline = isHeadline(change);
    line.add(count == 1 ? first.model() : count + (headline ? " pairs" : " models"));
    line.add(headline ? HEADLINE : first.to());
    int seeds = change.seeds().size();
    line.add(String.valueOf(seeds));
    if (change.estimate() != null) {
      line.add(change.unit().text(change.estimate().change()));
      line.add(interval(change));
    } else if (seeds < PairedChange.LEAST_SEEDS) {
      line.add(change.bySeed().stream().map(change.unit()::text).collect(Collectors.joining(", ")));
      line.add((seeds == 1 ? "1 seed" : seeds + " seeds") + ": no interval");
    } else {
      line.add("-");
      line.add("not finite");
    }
    return line;
  }

  private static String interval(PairedChange change) {
    PairedChange.Estimate estimate = change.estimate();
    return "%s to %s%s"
        .formatted(
            change.unit().number(estimate.low()),
            change.unit().number(estimate.high()),
            estimate.isToldApart() ? "" : ", not told apart from 0");
  }

  private static boolean isHeadline(PairedChange change) {
    return change.pairs().stream().map(Pair::from).distinct().count() > 1
        || change.pairs().stream().map(Pair::to).distinct().count() > 1;
  }

  /** What the tables' numbers are, in lines; none where there are no changes. */
  public static List<String> notes(ComparisonResult result) {
    List<String> notes = new ArrayList<>();
    List<PairedChange> changes = result.changes();
    if (changes.stream().anyMatch(change -> change.seeds().size() >= PairedChange.LEAST_SEEDS)) {
      notes.add("Change: the mean over pairs of runs of one seed, of the ratio's logarithm or");
      notes.add("of the difference (pts: percentage points). Interval: bootstrap over the seeds.");
    }
    if (changes.stream().anyMatch(change -> change.seeds().size() < PairedChange.LEAST_SEEDS)) {
      notes.add(
          "An interval needs "
              + PairedChange.LEAST_SEEDS
              + " seeds; with fewer, the change of each seed is shown.");
    }
    changes.stream()
        .filter(ChangeTable::isHeadline)
        .findFirst()
        .ifPresent(change -> notes.addAll(headline(change)));
    return notes;
  }

  private static List<String> headline(PairedChange change) {
    Set<String> methods = new LinkedHashSet<>();
    change.pairs().forEach(pair -> methods.add(pair.from()));
    int count = change.pairs().size();
    return List.of(
        String.format(
            Locale.ROOT,
            "Headline: the mean over %d pairs, as in the paper's abstract%s:",
            count,
            count == PAIRS_OF_THE_PAPER ? "" : ", which has " + PAIRS_OF_THE_PAPER),
        "from " + String.join(", ", methods) + " to the same with OutEffHop.",
        "From vanilla to OutEffHop alone is the row outeffhop.");
  }
}
