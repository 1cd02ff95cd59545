package org.outeffhop.series;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.outeffhop.files.Fingerprint;

/**
 * D series over T time steps at equal distances.
 *
 * @param name what they are, for messages and results
 * @param columns the D names
 * @param values [T, D], row by row; not copied
 */
public record TimeSeries(String name, List<String> columns, float[] values) {
  public TimeSeries {
    columns = List.copyOf(columns);
    if (columns.isEmpty() || values.length % columns.size() != 0) {
      throw new IllegalArgumentException(
          "%s has %d values for %d series; all series must have the same number"
              .formatted(name, values.length, columns.size()));
    }
  }

  /**
   * The series of a CSV file: a header, and a row for each time step, oldest first. Columns of
   * dates, by their name or their first cell, are left out; all others are series.
   *
   * @throws IllegalArgumentException naming the file and what in it is missing, not a number, out
   *     of order, or no series but the rows' numbers
   */
  public static TimeSeries read(Path file) throws IOException {
    return SeriesCsv.read(file);
  }

  /** D. */
  public int channels() {
    return columns.size();
  }

  /** T. */
  public int length() {
    return values.length / columns.size();
  }

  /** SHA-256, in hexadecimal, of names and values. */
  public String fingerprint() {
    Fingerprint fingerprint = new Fingerprint();
    columns.forEach(fingerprint::add);
    return fingerprint.add(values).toHex();
  }

  /** The value of a series at a time step. */
  public float at(int step, int channel) {
    return values[step * columns.size() + channel];
  }
}
