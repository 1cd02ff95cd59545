package org.outeffhop.series;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.outeffhop.files.CsvText;

/**
 * Dates as CSV files have them: numbers of year, month and day between dashes, slashes or dots;
 * names of months in English; 20240320; and seconds, milliseconds, microseconds or nanoseconds
 * since 1970. A clock time may follow, and Z or an offset, with which it is taken to UTC.
 */
final class RowDate {
  private static final Pattern NUMBERS =
      Pattern.compile("(\\d{1,4})([-/.])(\\d{1,2})\\2(\\d{1,4})(?:(?:T|,? +)(.+))?");
  private static final Pattern DAY_AND_NAME =
      Pattern.compile("(\\d{1,2})[-/. ]+([A-Za-z]{3,9})[-/., ]+(\\d{4}|\\d{2})(?:,? +(.+))?");
  private static final Pattern NAME_AND_DAY =
      Pattern.compile("([A-Za-z]{3,9})\\.? (\\d{1,2}),? (\\d{4})(?:,? +(.+))?");
  private static final Pattern MONTH = Pattern.compile("(\\d{4})[-/](\\d{1,2})");
  private static final Pattern COMPACT = Pattern.compile("([12]\\d{3})(\\d\\d)(\\d\\d)");
  private static final Pattern DECIMAL = Pattern.compile("-?\\d{1,19}(\\.\\d{1,9})?");
  private static final Pattern EPOCH = Pattern.compile("\\d{10}|\\d{13}|\\d{16}|\\d{19}");
  private static final Pattern CLOCK =
      Pattern.compile(
          "(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d{1,9}))?)? ?([AaPp])?(?:\\.?[Mm]\\.?)?"
              + " ?(Z|UTC|GMT|[-+]\\d{2}(?::?\\d{2})?)?");
  private static final List<String> MONTHS =
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");

  private RowDate() {}

  /** Whether a cell is a date or a clock time and cannot be a number. */
  static boolean isDate(String cell) {
    return Double.isNaN(CsvText.number(cell))
        && (clock(cell).isPresent()
            || Arrays.stream(DateReading.values())
                .anyMatch(reading -> of(cell, reading).isPresent()));
  }

  /** Whether a cell has as many digits as today's time in a unit since 1970. */
  static boolean isEpoch(String cell) {
    return EPOCH.matcher(cell).matches();
  }

  /** A cell's date; a day without a time begins at midnight. */
  static Optional<LocalDateTime> of(String cell, DateReading reading) {
    try {
      return parsed(cell, reading);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<LocalDateTime> parsed(String cell, DateReading reading) {
    Matcher numbers = NUMBERS.matcher(cell);
    if (numbers.matches()) {
      return day(numbers.group(1), numbers.group(3), numbers.group(4), reading)
          .flatMap(day -> at(day, numbers.group(5)));
    }
    Matcher named = DAY_AND_NAME.matcher(cell);
    if (named.matches()) {
      return at(day(named.group(3), named.group(2), named.group(1)), named.group(4));
    }
    named = NAME_AND_DAY.matcher(cell);
    if (named.matches()) {
      return at(day(named.group(3), named.group(1), named.group(2)), named.group(4));
    }
    Matcher month = MONTH.matcher(cell);
    return month.matches() ? at(day(month.group(1), month.group(2), "1"), null) : number(cell);
  }

  /** Of three numbers; empty where the year cannot be where the reading has it. */
  private static Optional<LocalDate> day(
      String first, String second, String third, DateReading reading) {
    if (first.length() > 2 || third.length() > 2) {
      if (first.length() == 4 && third.length() <= 2) {
        return Optional.of(day(first, second, third));
      }
      if (first.length() > 2 || third.length() != 4) {
        return Optional.empty();
      }
    }
    return switch (reading) {
      case DAY_FIRST -> Optional.of(day(third, second, first));
      case MONTH_FIRST -> Optional.of(day(third, first, second));
      case YEAR_FIRST ->
          third.length() == 4 ? Optional.empty() : Optional.of(day(first, second, third));
    };
  }

  private static LocalDate day(String year, String month, String day) {
    int number = Integer.parseInt(year);
    int century = year.length() > 2 ? 0 : number < 70 ? 2000 : 1900;
    return LocalDate.of(century + number, month(month), Integer.parseInt(day));
  }

  private static int month(String text) {
    return Character.isDigit(text.charAt(0))
        ? Integer.parseInt(text)
        : 1 + MONTHS.indexOf(text.substring(0, 3).toLowerCase(Locale.ROOT));
  }

  private static Optional<LocalDateTime> at(LocalDate day, String clock) {
    LocalDateTime start = day.atStartOfDay();
    return clock == null ? Optional.of(start) : clock(clock).map(start::plus);
  }

  /** A time since midnight; in UTC where the cell says how far it is from there. */
  static Optional<Duration> clock(String cell) {
    Matcher clock = CLOCK.matcher(cell);
    if (!clock.matches()) {
      return Optional.empty();
    }
    int hour = Integer.parseInt(clock.group(1));
    if (clock.group(5) != null) {
      hour = hour % 12 + (clock.group(5).equalsIgnoreCase("p") ? 12 : 0);
    }
    int minute = Integer.parseInt(clock.group(2));
    int second = clock.group(3) == null ? 0 : Integer.parseInt(clock.group(3));
    if (hour > 24 || minute > 59 || second > 60) {
      return Optional.empty();
    }
    Duration time = Duration.ofHours(hour).plusMinutes(minute).plusSeconds(second);
    if (clock.group(4) != null) {
      time = time.plusNanos(new BigDecimal("0." + clock.group(4)).movePointRight(9).longValue());
    }
    String zone = clock.group(6);
    return Optional.of(
        zone == null || Character.isLetter(zone.charAt(0))
            ? time
            : time.minusSeconds(ZoneOffset.of(zone).getTotalSeconds()));
  }

  private static Optional<LocalDateTime> number(String cell) {
    Matcher compact = COMPACT.matcher(cell);
    if (compact.matches()) {
      return at(day(compact.group(1), compact.group(2), compact.group(3)), null);
    }
    if (!DECIMAL.matcher(cell).matches()) {
      return Optional.empty();
    }
    BigDecimal seconds = new BigDecimal(cell);
    int digits = seconds.precision() - seconds.scale();
    seconds = seconds.movePointLeft(digits > 17 ? 9 : digits > 14 ? 6 : digits > 11 ? 3 : 0);
    long nanos = seconds.movePointRight(9).longValue();
    return Optional.of(
        LocalDateTime.ofEpochSecond(
            Math.floorDiv(nanos, 1_000_000_000L),
            (int) Math.floorMod(nanos, 1_000_000_000L),
            ZoneOffset.UTC));
  }
}
