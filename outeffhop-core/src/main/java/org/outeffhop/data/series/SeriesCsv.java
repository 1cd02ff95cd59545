package org.outeffhop.data.series;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** CSV (RFC 4180) with a header and one row per time step. */
final class SeriesCsv {
  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180.builder().setIgnoreEmptyLines(true).setIgnoreSurroundingSpaces(true).get();

  private SeriesCsv() {}

  static TimeSeries read(Path file) throws IOException {
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8);
        CSVParser parser = FORMAT.parse(reader)) {
      return read(file, parser);
    } catch (UncheckedIOException e) {
      throw new IllegalArgumentException(
          file + " is not a CSV file: " + e.getCause().getMessage(), e);
    }
  }

  private static TimeSeries read(Path file, CSVParser parser) {
    CSVRecord header = null;
    int[] series = new int[0];
    float[] values = new float[0];
    int count = 0;
    for (CSVRecord row : parser) {
      if (header == null) {
        header = row;
        series = series(file, header);
        continue;
      }
      requireWidth(file, header, row);
      if (count + series.length > values.length) {
        values = Arrays.copyOf(values, Math.max(1024, 2 * (values.length + series.length)));
      }
      for (int column : series) {
        values[count] = number(file, header, row, column);
        count++;
      }
    }
    if (count == 0) {
      throw new IllegalArgumentException(
          file + " has no time step; it needs a header and one row of numbers per time step");
    }
    List<String> names = new ArrayList<>();
    for (int column : series) {
      names.add(header.get(column));
    }
    return new TimeSeries(file.getFileName().toString(), names, Arrays.copyOf(values, count));
  }

  private static int[] series(Path file, CSVRecord header) {
    int[] series =
        IntStream.range(0, header.size())
            .filter(column -> !TimeSeries.isDate(header.get(column)))
            .toArray();
    if (series.length == 0) {
      throw new IllegalArgumentException(file + " has no column besides the date");
    }
    for (int column : series) {
      if (!Float.isNaN(parsed(header.get(column)))) {
        throw new IllegalArgumentException(
            "%s: the header's column %d is '%s', a number; the first row must hold names"
                .formatted(file, column + 1, header.get(column)));
      }
    }
    return series;
  }

  private static void requireWidth(Path file, CSVRecord header, CSVRecord row) {
    if (row.size() != header.size()) {
      throw new IllegalArgumentException(
          "%s: row %d has %d cells, the header %d; all rows must have the same number"
              .formatted(file, row.getRecordNumber(), row.size(), header.size()));
    }
  }

  private static float number(Path file, CSVRecord header, CSVRecord row, int column) {
    float value = parsed(row.get(column));
    if (!Float.isFinite(value)) {
      throw new IllegalArgumentException(
          "%s: '%s' of row %d is '%s'; it must be a finite number (a column of dates must be named 'date')"
              .formatted(file, header.get(column), row.getRecordNumber(), row.get(column)));
    }
    return value;
  }

  private static float parsed(String cell) {
    try {
      return Float.parseFloat(cell);
    } catch (NumberFormatException e) {
      return Float.NaN;
    }
  }
}
