package org.outeffhop.data.series;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.commons.csv.CSVRecord;

/**
 * The columns of a CSV file of series.
 *
 * @param names of all columns
 * @param dates which of them are dates, by number from 0
 */
public record SeriesHeader(List<String> names, List<Integer> dates) {
  private static final Set<String> DATE_NAMES = Set.of("date", "time", "timestamp");

  /** A column is one of dates if its name says so, or if its first cell is a date. */
  public static SeriesHeader of(CSVRecord header, CSVRecord first) {
    List<Integer> dates = new ArrayList<>();
    for (int column = 0; column < header.size(); column++) {
      boolean named = DATE_NAMES.contains(header.get(column).toLowerCase(Locale.ROOT));
      if (named || column < first.size() && RowDate.of(first.get(column)).isPresent()) {
        dates.add(column);
      }
    }
    return new SeriesHeader(header.toList(), dates);
  }

  /** The numbers of the columns that are series. */
  List<Integer> series() {
    List<Integer> series = new ArrayList<>();
    for (int column = 0; column < names.size(); column++) {
      if (!dates.contains(column)) {
        series.add(column);
      }
    }
    return series;
  }
}
