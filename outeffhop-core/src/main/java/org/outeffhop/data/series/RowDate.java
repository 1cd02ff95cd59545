package org.outeffhop.data.series;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;

/** Dates as CSV files have them: ISO 8601, also with slashes, and with or without a time. */
public final class RowDate {
  private static final List<DateTimeFormatter> FORMATS =
      List.of(
          DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm[:ss]"),
          DateTimeFormatter.ISO_LOCAL_DATE_TIME,
          DateTimeFormatter.ofPattern("yyyy/MM/dd HH:mm[:ss]"));

  private RowDate() {}

  /** A cell's date; a day without a time begins at midnight. */
  public static Optional<LocalDateTime> of(String cell) {
    if (cell.isEmpty() || !Character.isDigit(cell.charAt(0)) || cell.length() < 10) {
      return Optional.empty();
    }
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
}
