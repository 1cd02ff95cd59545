package org.outeffhop.series;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.outeffhop.files.CsvText;
import org.outeffhop.files.InputPath;

/** CSV with a header and one row per time step. */
final class SeriesCsv {
  private static final Set<String> INDEX_NAMES = Set.of("unnamed: 0", "index", "id", "row", "no");

  /** So many numbers at equal distances are no chance. */
  private static final int LEAST_ROWS = 20;

  /** Numbers of a file: they are in memory up to three times while they are read. */
  private static final int MOST =
      (int) Math.min(Integer.MAX_VALUE - 8, Runtime.getRuntime().maxMemory() / 16);

  private final Path file;
  private final int most;
  private final SeriesHeader header;
  private final List<Integer> series;
  private final RowOrder order;
  private float[] values;
  private int count;

  private SeriesCsv(Path file, int most, SeriesHeader header, CSVRecord first) {
    this.file = file;
    this.most = most;
    values = new float[Math.min(1024, most)];
    this.header = header;
    series = header.series();
    order = new RowOrder(file, header, first);
  }

  static TimeSeries read(Path file) throws IOException {
    return read(file, MOST);
  }

  /** Reads at most some numbers. */
  static TimeSeries read(Path file, int most) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IllegalArgumentException(
          file + " is a folder; give the CSV file of the series that is in it");
    }
    InputPath.requireFile(file);
    try (CSVParser parser = CsvText.open(file, Files.newInputStream(file))) {
      return read(file, most, parser.iterator());
    } catch (UncheckedIOException e) {
      throw CsvText.refusal(file, e.getCause());
    }
  }

  private static TimeSeries read(Path file, int most, Iterator<CSVRecord> rows) {
    CSVRecord header = rows.hasNext() ? rows.next() : null;
    if (!rows.hasNext()) {
      throw new IllegalArgumentException(
          file + " has no time step; it needs a header and one row of numbers per time step");
    }
    CSVRecord row = rows.next();
    SeriesCsv read = new SeriesCsv(file, most, SeriesHeader.of(file, header, row), row);
    read.requireNames();
    read.add(row);
    while (rows.hasNext()) {
      read.add(rows.next());
    }
    return read.finished();
  }

  private String name(int column) {
    return header.names().get(column);
  }

  private void requireNames() {
    if (series.isEmpty()) {
      throw new IllegalArgumentException(file + " has no column besides the date");
    }
    Map<String, Integer> seen = new HashMap<>();
    for (int column : series) {
      Integer same = seen.put(name(column), column);
      if (name(column).isEmpty() || same != null) {
        throw new IllegalArgumentException(
            name(column).isEmpty()
                ? "%s: column %d has no name; name it, or remove it if it only counts the rows (pandas: index=False)"
                    .formatted(file, column + 1)
                : "%s: columns %d and %d are both called '%s'; give every series a name of its own"
                    .formatted(file, same + 1, column + 1, name(column)));
      }
      if (!Double.isNaN(CsvText.number(name(column)))) {
        throw new IllegalArgumentException(
            "%s: the header's column %d is '%s', a number; the first row must hold names"
                .formatted(file, column + 1, name(column)));
      }
    }
  }

  private void add(CSVRecord row) {
    if (row.size() != header.names().size()) {
      throw new IllegalArgumentException(
          "%s: row %d has %d cells, the header %d; all rows must have the same number"
              .formatted(file, row.getRecordNumber(), row.size(), header.names().size()));
    }
    order.require(row);
    if (count + series.size() > values.length) {
      requireRoom(row);
      long more = Math.min(most, 2L * (values.length + series.size()));
      values = Arrays.copyOf(values, (int) more);
    }
    for (int column : series) {
      values[count] = number(row, column);
      count++;
    }
  }

  private void requireRoom(CSVRecord row) {
    if (count + series.size() > most) {
      throw new IllegalArgumentException(
          "%s has more than %d numbers (%d series, row %d); the limit with this Java heap is %d; leave out rows or columns, or give Java a larger heap, as with OUTEFFHOP_JAVA_OPTS=-Xmx4g"
              .formatted(file, count, series.size(), row.getRecordNumber(), most));
    }
  }

  private float number(CSVRecord row, int column) {
    String cell = row.get(column);
    float value = (float) CsvText.number(cell);
    if (!Float.isFinite(value)) {
      throw new IllegalArgumentException(
          "%s: '%s' of row %d is '%s'; it must be a finite number%s"
              .formatted(file, name(column), row.getRecordNumber(), cell, CsvText.hint(cell)));
    }
    return value;
  }

  private TimeSeries finished() {
    order.requireOneRowADate();
    List<String> names = series.stream().map(this::name).toList();
    TimeSeries read =
        new TimeSeries(file.getFileName().toString(), names, Arrays.copyOf(values, count));
    for (int channel = 0; channel < names.size(); channel++) {
      if (isIndex(read, channel)) {
        throw new IllegalArgumentException(
            "%s: column %d, '%s', counts the rows in steps of %s and is no series; remove it%s"
                .formatted(
                    file,
                    series.get(channel) + 1,
                    names.get(channel),
                    Math.round(read.at(1, channel) - read.at(0, channel)),
                    " (pandas: index=False)"));
      }
    }
    return read;
  }

  /** Whole numbers that rise or fall by the same step; few of them only where the name says so. */
  private static boolean isIndex(TimeSeries read, int channel) {
    String name = read.columns().get(channel).toLowerCase(Locale.ROOT);
    if (read.length() < (INDEX_NAMES.contains(name) ? 2 : LEAST_ROWS)) {
      return false;
    }
    float step = read.at(1, channel) - read.at(0, channel);
    boolean counts = step != 0 && read.at(0, channel) % 1 == 0 && step % 1 == 0;
    for (int row = 2; counts && row < read.length(); row++) {
      counts = read.at(row, channel) - read.at(row - 1, channel) == step;
    }
    return counts;
  }
}
