package org.outeffhop.inspection;

import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.apache.commons.csv.CSVRecord;
import org.outeffhop.series.DateReading;
import org.outeffhop.series.RowDates;

/**
 * The dates of the rows of a series: the first and last one, the interval, and where one is
 * missing.
 */
final class Dates {
  private final Map<DateReading, List<LocalDateTime>> readings = new EnumMap<>(DateReading.class);
  private List<LocalDateTime> dates = new ArrayList<>();
  private String unreadable = "";

  Dates() {
    for (DateReading reading : DateReading.values()) {
      readings.put(reading, new ArrayList<>());
    }
  }

  /** A row's date in every reading that fitted all rows before it. */
  void add(RowDates columns, CSVRecord row) {
    if (columns.none() || readings.isEmpty()) {
      return;
    }
    for (DateReading reading : DateReading.values()) {
      Optional<LocalDateTime> date = columns.of(row, reading);
      if (date.isEmpty()) {
        readings.remove(reading);
      } else if (readings.containsKey(reading)) {
        readings.get(reading).add(date.get());
      }
    }
    unreadable = readings.isEmpty() ? columns.cells(row) : "";
  }

  /** The reading in which the rows come oldest first, if there is one. */
  private List<LocalDateTime> best() {
    return readings.values().stream()
        .filter(read -> IntStream.range(1, read.size()).noneMatch(goesBack(read)))
        .findFirst()
        .orElseGet(() -> readings.values().stream().findFirst().orElse(List.of()));
  }

  private static IntPredicate goesBack(List<LocalDateTime> dates) {
    return row -> dates.get(row).isBefore(dates.get(row - 1));
  }

  /**
   * Adds the findings about the dates. Gaps are facts and not problems, since forecasts use the
   * rows as they are.
   */
  void describe(Findings findings) {
    dates = best();
    if (!unreadable.isEmpty() || dates.size() < 2) {
      findings.fact(
          "dates", unreadable.isEmpty() ? "none" : "unreadable, such as '" + unreadable + "'");
      return;
    }
    findings.fact("dates", dates.get(0) + " to " + dates.get(dates.size() - 1));
    Duration step = step();
    findings.fact("step", step.toString().substring(2).toLowerCase(Locale.ROOT));
    findings.fact("gaps", count(row -> !step.isZero() && between(row).compareTo(step) > 0));
    if (IntStream.range(1, dates.size()).anyMatch(row -> between(row).isZero())) {
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

  /** The most frequent interval between different dates; zero where all are the same. */
  private Duration step() {
    Map<Duration, Integer> counts = new TreeMap<>();
    for (int row = 1; row < dates.size(); row++) {
      if (!between(row).isZero()) {
        counts.merge(between(row), 1, Integer::sum);
      }
    }
    return counts.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse(Duration.ZERO);
  }
}
