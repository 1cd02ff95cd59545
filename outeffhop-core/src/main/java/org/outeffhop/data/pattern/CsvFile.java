package org.outeffhop.data.pattern;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.outeffhop.files.CsvText;

/** CSV (RFC 4180) with one pattern per row; a first row that is not all numbers is a header. */
final class CsvFile {
  private CsvFile() {}

  static Patterns read(String name, InputStream stream) throws IOException {
    return Patterns.ofRows(name, rows(name, stream), Optional.empty());
  }

  /** The rows of numbers, all of one length. */
  static List<float[]> rows(String name, InputStream stream) throws IOException {
    List<float[]> rows = new ArrayList<>();
    try (CSVParser parser = CsvText.open(name, stream)) {
      int width = -1;
      for (CSVRecord record : parser) {
        if (width >= 0 && record.size() != width) {
          throw new IllegalArgumentException(
              "%s: row %d has %d numbers, the rows before it %d; all rows must have the same number"
                  .formatted(name, record.getRecordNumber(), record.size(), width));
        }
        width = record.size();
        if (record.getRecordNumber() == 1 && isHeader(record)) {
          continue;
        }
        rows.add(numbers(name, record));
      }
    } catch (UncheckedIOException e) {
      throw CsvText.refusal(name, e.getCause());
    }
    if (rows.isEmpty()) {
      throw new IllegalArgumentException(name + " has no row of numbers");
    }
    return rows;
  }

  private static boolean isHeader(CSVRecord record) {
    return record.stream().anyMatch(cell -> number(cell) == null);
  }

  private static float[] numbers(String name, CSVRecord record) {
    float[] numbers = new float[record.size()];
    for (int column = 0; column < numbers.length; column++) {
      Float number = number(record.get(column));
      if (number == null) {
        throw new IllegalArgumentException(
            "%s: column %d of row %d is '%s', which is not a number%s"
                .formatted(
                    name,
                    column + 1,
                    record.getRecordNumber(),
                    record.get(column),
                    CsvText.hint(record.get(column))));
      }
      numbers[column] = number;
    }
    return numbers;
  }

  /** Python's nan and inf count as numbers, so that they are refused and not taken for a header. */
  private static Float number(String cell) {
    return switch (cell.toLowerCase(Locale.ROOT)) {
      case "nan", "-nan" -> Float.NaN;
      case "inf", "+inf", "infinity" -> Float.POSITIVE_INFINITY;
      case "-inf", "-infinity" -> Float.NEGATIVE_INFINITY;
      default -> Double.isNaN(CsvText.number(cell)) ? null : Float.valueOf(cell);
    };
  }
}
