package org.outeffhop.series;

import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.csv.CSVRecord;

/**
 * Whether the rows of a file come in the order of their dates, oldest first, one row a date. Where
 * day and month may be read in two orders, one in which all is right is enough.
 */
final class RowOrder {
  private static final String ONE_ROW =
      "%s: several rows have the same date, such as %s; a file has one row a time step and a column"
          + " for each series";

  private final Path file;
  private final RowDates dates;
  private final Map<DateReading, Seen> readings = new EnumMap<>(DateReading.class);
  private long rows;

  /** What one reading has made of the rows so far. */
  private static final class Seen {
    private LocalDateTime first;
    private LocalDateTime last;
    private LocalDateTime repeated;
    private long repeats;
  }

  RowOrder(Path file, SeriesHeader header, CSVRecord first) {
    this.file = file;
    dates = new RowDates(header, first);
    for (DateReading reading : DateReading.values()) {
      readings.put(reading, new Seen());
    }
  }

  /**
   * Looks at one row after the other.
   *
   * @throws IllegalArgumentException if its date cannot be read or is before that of the row before
   */
  void require(CSVRecord row) {
    if (dates.none()) {
      return;
    }
    rows++;
    IllegalArgumentException wrong = null;
    for (DateReading reading : DateReading.values()) {
      Seen seen = readings.get(reading);
      if (seen == null) {
        continue;
      }
      Optional<LocalDateTime> date = dates.of(row, reading);
      if (date.isPresent() && (seen.last == null || !date.get().isBefore(seen.last))) {
        add(seen, date.get());
        continue;
      }
      readings.remove(reading);
      if (wrong == null || date.isPresent()) {
        wrong = date.isPresent() ? goesBack(row, seen, date.get()) : unreadable(row);
      }
    }
    if (readings.isEmpty()) {
      throw wrong;
    }
  }

  private static void add(Seen seen, LocalDateTime date) {
    if (date.equals(seen.last)) {
      seen.repeats++;
      seen.repeated = date;
    }
    seen.first = seen.first == null ? date : seen.first;
    seen.last = date;
  }

  private IllegalArgumentException goesBack(CSVRecord row, Seen seen, LocalDateTime date) {
    if (date.equals(seen.first)) {
      return new IllegalArgumentException(ONE_ROW.formatted(file, date));
    }
    return new IllegalArgumentException(
        "%s: %s of row %d is '%s', before that of the row above it, %s; sort the rows, oldest first"
            .formatted(file, dates.names(), row.getRecordNumber(), dates.cells(row), seen.last));
  }

  private IllegalArgumentException unreadable(CSVRecord row) {
    return new IllegalArgumentException(
        ("%s: %s of row %d is '%s', which cannot be read as a date like those above it; write dates"
                + " such as 2024-03-20 00:00:00, or remove the column")
            .formatted(file, dates.names(), row.getRecordNumber(), dates.cells(row)));
  }

  /**
   * To be called after the last row.
   *
   * @throws IllegalArgumentException if half of the rows have the date of the row before
   */
  void requireOneRowADate() {
    for (Seen seen : readings.values()) {
      if (2 * seen.repeats < rows || seen.repeats == 0) {
        return;
      }
    }
    readings.values().stream()
        .filter(seen -> seen.repeats > 0)
        .findFirst()
        .ifPresent(
            seen -> {
              throw new IllegalArgumentException(ONE_ROW.formatted(file, seen.repeated));
            });
  }
}
