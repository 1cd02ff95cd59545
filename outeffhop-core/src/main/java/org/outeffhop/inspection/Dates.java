package org.outeffhop.inspection;

import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.outeffhop.data.series.RowDate;

/**
 * The dates of the rows of a series: the first and last one, the interval, and where one is
 * missing.
 */
final class Dates {
  private final List<LocalDateTime> dates = new ArrayList<>();
  private String unreadable = "";

  void add(String cell) {
    Optional<LocalDateTime> date = RowDate.of(cell);
    if (date.isPresent()) {
      dates.add(date.get());
    } else if (unreadable.isEmpty()) {
      unreadable = cell;
    }
  }

  /**
   * Adds the findings about the dates. Gaps are facts and not problems, since forecasts use the
   * rows as they are.
   */
  void describe(Findings findings) {
    if (!unreadable.isEmpty() || dates.size() < 2) {
      findings.fact(
          "dates", unreadable.isEmpty() ? "none" : "unreadable, such as '" + unreadable + "'");
      return;
    }
    findings.fact("dates", dates.get(0) + " to " + dates.get(dates.size() - 1));
    Duration step = step();
    findings.fact("step", step.toString().substring(2).toLowerCase(Locale.ROOT));
    findings.fact("gaps", count(row -> between(row).compareTo(step) > 0));
    if (!step.isZero() && IntStream.range(1, dates.size()).anyMatch(row -> between(row).isZero())) {
      findings.fact("repeated dates", count(row -> between(row).isZero()));
    }
  }

  private String count(IntPredicate found) {
    int[] rows = IntStream.range(1, dates.size()).filter(found).toArray();
    return rows.length + (rows.length == 0 ? "" : ", the first after " + dates.get(rows[0] - 1));
  }

  private Duration between(int row) {
    return Duration.between(dates.get(row - 1), dates.get(row));
  }

  /** The most frequent interval. */
  private Duration step() {
    Map<Duration, Integer> counts = new TreeMap<>();
    for (int row = 1; row < dates.size(); row++) {
      counts.merge(between(row), 1, Integer::sum);
    }
    return counts.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
  }
}
