package org.outeffhop.inspection;

import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The dates of the rows of a series: the first and last one, the interval, and where one is
 * missing.
 */
final class Dates {
  private static final List<DateTimeFormatter> FORMATS =
      List.of(
          DateTimeFormatter.ISO_LOCAL_DATE_TIME,
          DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm[:ss]"),
          DateTimeFormatter.ofPattern("yyyy/MM/dd HH:mm[:ss]"));

  private final List<LocalDateTime> dates = new ArrayList<>();
  private String unreadable = "";

  void add(String cell) {
    Optional<LocalDateTime> date = parsed(cell);
    if (date.isPresent()) {
      dates.add(date.get());
    } else if (unreadable.isEmpty()) {
      unreadable = cell;
    }
  }

  private static Optional<LocalDateTime> parsed(String cell) {
    for (DateTimeFormatter format : FORMATS) {
      try {
        return Optional.of(LocalDateTime.parse(cell, format));
      } catch (DateTimeParseException e) {
        continue;
      }
    }
    try {
      return Optional.of(LocalDate.parse(cell).atStartOfDay());
    } catch (DateTimeParseException e) {
      return Optional.empty();
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
    int uneven = 0;
    String first = "";
    for (int row = 1; row < dates.size(); row++) {
      if (!between(row).equals(step)) {
        first = uneven == 0 ? ", the first after " + dates.get(row - 1) : first;
        uneven++;
      }
    }
    findings.fact("gaps", uneven + first);
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
