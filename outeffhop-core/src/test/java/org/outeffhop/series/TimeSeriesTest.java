package org.outeffhop.series;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeSeriesTest {
  @TempDir private Path folder;

  private TimeSeries read(String text) throws IOException {
    return TimeSeries.read(Files.writeString(folder.resolve("series.csv"), text));
  }

  @Test
  void theDateIsLeftOutWhereverItStands() throws IOException {
    TimeSeries first = read("date,a,b\n2016-07-01 00:00:00,1,-2.5\n2016-07-01 01:00:00,3e1,4\n");
    assertEquals("series.csv", first.name());
    assertEquals(List.of("a", "b"), first.columns());
    assertEquals(2, first.length());
    assertArrayEquals(new float[] {1, -2.5f, 30, 4}, first.values());
    TimeSeries last = read("a,Timestamp\r\n\"1\",7\r\n\r\n2,8");
    assertArrayEquals(new float[] {1, 2}, last.values());
    assertEquals(2, last.at(1, 0));
  }

  /** Their name does not matter where their first cell is a date. */
  @Test
  void datesAreKnownByTheirValues() throws IOException {
    assertEquals(List.of("a"), read("datetime,a\n2024-03-20T00:00,1\n").columns());
    assertEquals(List.of("a"), read("Datum,a\n2024/03/20 00:00:00,1\n").columns());
    assertEquals(
        List.of("a"), read("date,time,a\n2024-03-20,23:00,1\n2024-03-21,1:00,1").columns());
    assertEquals(3, read("day,a\n2024-03-20,1\n2024-03-20,2\n2024-03-21,3\n").length());
  }

  /** Rows as files of all kinds have them, oldest first; turned round, they are refused. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          t,a         | 2024-03-20T22:00:00Z,1;2024-03-20T23:00:00Z,2
          t,a         | 2024-03-20 22:00:00+01:00,1;2024-03-20 22:30:00.500+01:00,2
          t,a         | 2024-10-27T02:30:00+02:00,1;2024-10-27T02:00:00+01:00,2
          t,a         | 27.10.2023,1;1.11.2023,2
          t,a         | 27.10.23 23:15,1;28.10.23 00:15,2
          t,a         | 10/27/2023 11:00 AM,1;10/27/2023 1:00 PM,2
          t,a         | 9/1/2023,1;10/1/2023,2
          t,a         | 31-Dec-2023,1;01-Jan-2024,2
          t,a         | "Mar 20, 2024",1;"Apr 1, 2024",2
          Month,a     | 1949-12,1;1950-01,2
          date,a      | 20231231,1;20240101,2
          timestamp,a | 1711000000,1;1711003600,2
          Unix,a      | 999999999000,1;1000000000000,2
          open_time,a | 1711000000000,1;1711003600000,2
          time,a      | 999,1;1000,2
          date,a      | 202312,1;202401,2
          date,time,a | 2024-03-20,23:00,1;2024-03-21,1:00,2
          date,time,a | 2024-03-20,900,1;2024-03-20,1000,2
          date,hour,a | 2024-03-20,9,1;2024-03-20,10,2
          year,month,a | 2023,12,1;2024,1,2
          YEAR,a      | 1999,1;2000,2
          """)
  void theOrderOfDatesOfEveryFormIsJudged(String names, String rows) throws IOException {
    String[] row = rows.split(";");
    TimeSeries series = read(names + "\n" + row[0] + "\n" + row[1] + "\n");
    assertEquals(List.of("a"), series.columns());
    assertArrayEquals(new float[] {1, 2}, series.values());
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> read(names + "\n" + row[1] + "\n" + row[0] + "\n"));
    assertTrue(e.getMessage().endsWith("; sort the rows, oldest first"), e.getMessage());
  }

  /** 01/02/2024 is in January or in February; one reading in which all is right is enough. */
  @Test
  void daysAndMonthsMayBeInEitherOrder() throws IOException {
    assertEquals(2, read("date,a\n02/01/2024,1\n01/02/2024,2\n").length());
    String newest = "date,a\n13/02/2024,1\n12/02/2024,2\n";
    assertThrows(IllegalArgumentException.class, () -> read(newest));
    String mixed = "date,a\n13/02/2024,1\n02/14/2024,2\n";
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> read(mixed))
            .getMessage()
            .contains("'02/14/2024', which cannot be read as a date like those above it"));
  }

  /** A column called id is a series where it does not count the rows. */
  @Test
  void onlyTheNumbersOfTheRowsAreNoSeries() throws IOException {
    assertEquals(List.of("id", "n"), read("id,n\n0,0\n1,1\n3,2\n").columns());
  }

  /** Whatever its name, a column of evenly spaced whole numbers is none where it is long. */
  @Test
  void evenSpacingIsNoSeries() throws IOException {
    StringBuilder text = new StringBuilder("a,n\n");
    for (int row = 0; row < 19; row++) {
      text.append(row * row).append(',').append(1000 - 3 * row).append('\n');
    }
    assertEquals(19, read(text.toString()).length());
    text.append("0,").append(1000 - 3 * 19).append('\n');
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> read(text.toString()))
            .getMessage()
            .contains("column 2, 'n', counts the rows in steps of -3 and is no series"));
  }

  @Test
  void aFolderIsNamed() {
    assertEquals(
        folder + " is a folder; give the CSV file of the series that is in it",
        assertThrows(IllegalArgumentException.class, () -> TimeSeries.read(folder)).getMessage());
  }

  @Test
  void separatorsAndEncodingsAreFound() throws IOException {
    String text = "date,a,b\n2024-03-20,1,-2.5\n2024-03-21,3,4\n";
    TimeSeries expected = read(text);
    for (String separator : List.of(";", "\t")) {
      assertSame(expected, read(text.replace(",", separator)));
    }
    assertSame(expected, read("\uFEFF" + text));
    for (Charset charset : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
      Path file = folder.resolve("series.csv");
      assertSame(expected, TimeSeries.read(Files.writeString(file, "\uFEFF" + text, charset)));
    }
  }

  private static void assertSame(TimeSeries expected, TimeSeries actual) {
    assertEquals(expected.columns(), actual.columns());
    assertArrayEquals(expected.values(), actual.values());
  }

  @Test
  void anotherEncodingIsNamed() throws IOException {
    Path file = folder.resolve("latin.csv");
    Files.writeString(file, "date,Stra\u00dfe\n2024-03-20,1\n", StandardCharsets.ISO_8859_1);
    assertEquals(
        file
            + " is neither UTF-8 nor UTF-16 with a byte order mark; convert it, for example with"
            + " 'iconv -f ISO-8859-1 -t UTF-8'",
        assertThrows(IllegalArgumentException.class, () -> TimeSeries.read(file)).getMessage());
  }

  /** What is under the name of a CSV file and is none. */
  @Test
  void otherFormatsAreNamed() throws IOException {
    assertRefused("a|b\n1|2\n", ": '|' seems to separate the cells");
    assertRefused("date a\n1 2\n", ": ' ' seems to separate the cells");
    assertRefused("sep=;\na;b\n1;2\n", ": the first line begins with 'sep='");
    assertRefused("# load of 2024\na,b\n1,2\n", ": the first line begins with '# load of 2024'");
    assertRefused("a,b\n1,2\n\"1\"x,2\n", "line 3 has a letter after a closing quote");
    assertRefused("a,b\n1,2\n1,\"2\n", "is never closed");
    assertRefused("a,b\n1,\0002\n", "'b' of row 2 is");
    assertRefused(
        "PK\u0003\u0004..",
        " is not a CSV file: it is a ZIP archive; unpack it and give the file in it");
    Path packed = folder.resolve("packed.csv");
    Files.write(packed, new byte[] {0x1f, (byte) 0x8b, 8, 0});
    assertEquals(
        packed
            + " is not a CSV file: it is compressed with gzip; unpack it with 'gzip -d' and give"
            + " the file in it",
        assertThrows(IllegalArgumentException.class, () -> TimeSeries.read(packed)).getMessage());
  }

  @Test
  void moreNumbersThanTheHeapHoldsAreRefusedWhileTheyAreRead() throws IOException {
    Path file = Files.writeString(folder.resolve("long.csv"), "a,b\n1,2\n3,1\n5,7\n6,6\n");
    assertEquals(8, SeriesCsv.read(file, 8).length() * 2);
    assertEquals(
        file
            + " has more than 6 numbers (2 series, row 5); the limit with this Java heap is 7; leave"
            + " out rows or columns, or give Java a larger heap, as with OUTEFFHOP_JAVA_OPTS=-Xmx4g",
        assertThrows(IllegalArgumentException.class, () -> SeriesCsv.read(file, 7)).getMessage());
  }

  private void assertRefused(String text, String part) {
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> read(text));
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }

  @Test
  void rowsBeyondTheFirstBufferAreKept() throws IOException {
    StringBuilder text = new StringBuilder("a,b,c\n");
    for (int i = 0; i < 2000; i++) {
      text.append(i % 7).append(',').append(-i / 2).append(",0\n");
    }
    TimeSeries series = read(text.toString());
    assertEquals(2000, series.length());
    assertEquals(-999, series.at(1999, 1));
    assertEquals(4, series.at(1999, 0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          date,a;1,2;2,x        | 'a' of row 3 is 'x'; it must be a finite number
          date,a;1,2;2,         | 'a' of row 3 is ''; it must be a finite number
          date,a;1,NaN          | 'a' of row 2 is 'NaN'; it must be a finite number
          date,a;x,1            | 'date' of row 2 is 'x', which cannot be read as a date like those above it
          day,a;20.13.2024 x,1  | 'day' of row 2 is '20.13.2024 x'; it must be a finite number (a date in an unknown form; write 2024-03-20 00:00:00)
          date,a;1,0x1p3        | 'a' of row 2 is '0x1p3'; it must be a finite number
          date,a;1,1.0f         | 'a' of row 2 is '1.0f'; it must be a finite number
          date,a;1,2.0d         | 'a' of row 2 is '2.0d'; it must be a finite number
          date,a;2024-01-01,1;2024-01-01,1;2024-01-02,1;2024-01-02,1 | several rows have the same date, such as 2024-01-02T00:00
          date,city,a;2024-01-01,1,1;2024-01-02,1,1;2024-01-01,2,1 | several rows have the same date, such as 2024-01-01T00:00
          date,a;1,5%           | 'a' of row 2 is '5%'; it must be a finite number (a percent sign; write the number alone)
          date,a;1,"0,0126"     | 'a' of row 2 is '0,0126'; it must be a finite number (a decimal comma; write 0.0126)
          day,a;2016-07-01,1;2016-07-03,2;2016-07-02,3 | 'day' of row 4 is '2016-07-02', before that of the row above it, 2016-07-03T00:00; sort the rows, oldest first
          ,a;0,5;1,6;2,7        | column 1 has no name; name it, or remove it if it only counts the rows (pandas: index=False)
          a,Id;5,1;6,2;7,3      | column 2, 'Id', counts the rows in steps of 1 and is no series; remove it
          Index,a;1000,1;997,2  | column 1, 'Index', counts the rows in steps of -3 and is no series; remove it
          a,b,a;1,2,3           | columns 1 and 3 are both called 'a'
          date,a;1,2,3          | row 2 has 3 cells, the header 2
          date,a                | has no time step
          date;1                | has no column besides the date
          date,5;1,2            | the header's column 2 is '5', a number
          """)
  void whatIsWrongIsNamed(String text, String message) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> read(text.replace(';', '\n')));
    assertTrue(e.getMessage().contains(message), e.getMessage());
    assertTrue(e.getMessage().contains("series.csv"), e.getMessage());
  }
}
