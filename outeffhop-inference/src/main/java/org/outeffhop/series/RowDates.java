package org.outeffhop.series;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVRecord;

/**
 * The date of each row of a file of series: that of the first column of dates, with the clock time
 * of another one, and with the columns called year, month, day, hour, minute and second.
 */
public final class RowDates {
  private static final int NONE = -1;

  private final SeriesHeader header;
  private final int day;
  private final int clock;
  private final int[] parts;

  /** How the dates are spread over columns is known by the names and the first row. */
  public RowDates(SeriesHeader header, CSVRecord first) {
    this.header = header;
    parts = SeriesHeader.PARTS.stream().mapToInt(this::part).toArray();
    List<Integer> whole = new ArrayList<>(header.dates());
    whole.removeIf(column -> isPart(column) || column >= first.size());
    clock = whole.stream().filter(column -> isClock(column, whole, first)).findFirst().orElse(NONE);
    whole.removeIf(column -> RowDate.clock(first.get(column)).isPresent() || column == clock);
    day = whole.isEmpty() ? NONE : whole.get(0);
  }

  private int part(String name) {
    return header.dates().stream()
        .filter(column -> header.isCalled(column, name))
        .filter(column -> header.parts().contains(column))
        .findFirst()
        .orElse(NONE);
  }

  private boolean isPart(int column) {
    return header.parts().contains(column);
  }

  /** Also a column 'time' of at most six digits beside one of dates. */
  private boolean isClock(int column, List<Integer> dates, CSVRecord first) {
    return RowDate.clock(first.get(column)).isPresent()
        || dates.size() > 1
            && header.isCalled(column, "time")
            && first.get(column).matches("\\d{1,6}");
  }

  /** Whether no column has dates. */
  public boolean none() {
    return day == NONE && clock == NONE && parts[0] == NONE;
  }

  /** A row's date; empty where it cannot be read so. */
  public Optional<LocalDateTime> of(CSVRecord row, DateReading reading) {
    try {
      Optional<LocalDateTime> date = day(row, reading);
      if (date.isEmpty() || !date.get().toLocalTime().equals(LocalTime.MIDNIGHT)) {
        return date;
      }
      return clock(row)
          .map(date.get()::plus)
          .map(
              start ->
                  start
                      .plusHours(number(row, parts[3], 0))
                      .plusMinutes(number(row, parts[4], 0))
                      .plusSeconds(number(row, parts[5], 0)));
    } catch (NumberFormatException | DateTimeException e) {
      return Optional.empty();
    }
  }

  private Optional<LocalDateTime> day(CSVRecord row, DateReading reading) {
    if (day != NONE) {
      return RowDate.of(row.get(day), reading);
    }
    return Optional.of(
        LocalDateTime.of((int) number(row, parts[0], 1970), 1, 1, 0, 0)
            .plusMonths(number(row, parts[1], 1) - 1)
            .plusDays(number(row, parts[2], 1) - 1));
  }

  private Optional<Duration> clock(CSVRecord row) {
    if (clock == NONE) {
      return Optional.of(Duration.ZERO);
    }
    String cell = row.get(clock);
    return RowDate.clock(
        cell.matches("\\d{1,2}")
            ? cell + ":00"
            : cell.matches("\\d{3,6}")
                ? cell.replaceFirst("^(\\d{1,2})(\\d\\d)(\\d\\d)$", "$1:$2:$3")
                    .replaceFirst("^(\\d{1,2})(\\d\\d)$", "$1:$2")
                : cell);
  }

  private static long number(CSVRecord row, int column, long missing) {
    return column == NONE ? missing : Integer.parseInt(row.get(column));
  }

  /** The columns' names, for messages. */
  String names() {
    return columns().stream()
        .map(header.names()::get)
        .collect(Collectors.joining("', '", "'", "'"));
  }

  /** What a row has in those columns, for messages. */
  public String cells(CSVRecord row) {
    return columns().stream().map(row::get).collect(Collectors.joining(" "));
  }

  private List<Integer> columns() {
    return header.dates().stream()
        .filter(column -> column == day || column == clock || isPart(column))
        .toList();
  }
}
