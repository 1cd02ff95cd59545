package org.outeffhop.data.series;

import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Optional;
import org.apache.commons.csv.CSVRecord;

/** Whether the rows of a file come in the order of their dates, oldest first. */
final class RowOrder {
  private final Path file;
  private final SeriesHeader header;
  private Optional<LocalDateTime> last = Optional.empty();

  RowOrder(Path file, SeriesHeader header) {
    this.file = file;
    this.header = header;
  }

  /**
   * Looks at one row after the other. Where day and time are two columns, nothing is said.
   *
   * @throws IllegalArgumentException if its date is before that of the row before it
   */
  void require(CSVRecord row) {
    if (header.dates().size() != 1) {
      return;
    }
    int column = header.dates().get(0);
    Optional<LocalDateTime> date = RowDate.of(row.get(column));
    if (date.isPresent() && last.isPresent() && date.get().isBefore(last.get())) {
      throw new IllegalArgumentException(
          "%s: '%s' of row %d is '%s', before that of the row above it, %s; sort the rows, oldest first"
              .formatted(
                  file,
                  header.names().get(column),
                  row.getRecordNumber(),
                  row.get(column),
                  last.get()));
    }
    last = date.isPresent() ? date : last;
  }
}
