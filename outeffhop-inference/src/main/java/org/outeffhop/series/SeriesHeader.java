package org.outeffhop.series;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.commons.csv.CSVRecord;
import org.outeffhop.files.CsvText;

/**
 * The columns of a CSV file of series.
 *
 * @param names of all columns
 * @param dates which of them are dates or parts of dates, by number from 0
 * @param parts which of those have a part alone, such as the year
 */
public record SeriesHeader(List<String> names, List<Integer> dates, List<Integer> parts) {
  static final List<String> PARTS = List.of("year", "month", "day", "hour", "minute", "second");
  private static final List<String> CLOCK_PARTS = PARTS.subList(3, PARTS.size());
  private static final Set<String> DATE_NAMES =
      Set.of("date", "time", "timestamp", "datetime", "unix");
  private static final List<String> OTHER_SEPARATORS = List.of("|", "^", "~", ":", " ");
  private static final String TIME_IN_NAME = ".*(date|time|unix|epoch).*";

  /**
   * A column is one of dates if its name says so, or if its first cell is a date. Beside a column
   * year, also month, day, hour, minute and second are; beside one of dates, hour, minute and
   * second are.
   *
   * @throws IllegalArgumentException if the first line is no header, or another separator is used
   */
  public static SeriesHeader of(Path file, CSVRecord header, CSVRecord first) {
    requireTable(file, header, first);
    List<Integer> dates = new ArrayList<>();
    for (int column = 0; column < header.size(); column++) {
      if (isDate(lower(header.get(column)), column < first.size() ? first.get(column) : "")) {
        dates.add(column);
      }
    }
    List<Integer> parts = parts(header, first, dates);
    dates.addAll(parts);
    dates.sort(null);
    return new SeriesHeader(header.toList(), dates, parts);
  }

  private static void requireTable(Path file, CSVRecord header, CSVRecord first) {
    String start = header.get(0);
    if (lower(start).startsWith("sep=") || start.startsWith("#") && start.length() > 1) {
      throw new IllegalArgumentException(
          "%s: the first line begins with '%s'; it must be the header, the columns' names alone"
              .formatted(file, start));
    }
    String cell = first.get(0);
    if (header.size() > 1 || RowDate.isDate(cell) || !Double.isNaN(CsvText.number(cell))) {
      return;
    }
    for (String other : OTHER_SEPARATORS) {
      if (start.contains(other) && cell.contains(other)) {
        throw new IllegalArgumentException(
            "%s: '%s' seems to separate the cells; separate them by commas, semicolons or tabs"
                .formatted(file, other));
      }
    }
  }

  private static boolean isDate(String name, String cell) {
    return DATE_NAMES.contains(name)
        || RowDate.isDate(cell)
        || name.matches(TIME_IN_NAME) && RowDate.isEpoch(cell);
  }

  private static List<Integer> parts(CSVRecord header, CSVRecord first, List<Integer> dates) {
    List<String> names = header.stream().map(SeriesHeader::lower).toList();
    List<String> possible =
        !dates.isEmpty() ? CLOCK_PARTS : names.contains(PARTS.get(0)) ? PARTS : List.of();
    return IntStream.range(0, Math.min(header.size(), first.size()))
        .filter(column -> possible.contains(names.get(column)) && !dates.contains(column))
        .filter(column -> first.get(column).matches("\\d{1,4}"))
        .boxed()
        .toList();
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  boolean isCalled(int column, String name) {
    return lower(names.get(column)).equals(name);
  }

  /** The numbers of the columns that are series. */
  List<Integer> series() {
    return IntStream.range(0, names.size())
        .filter(column -> !dates.contains(column))
        .boxed()
        .toList();
  }
}
