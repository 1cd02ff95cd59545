package org.outeffhop.data.series;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
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
    TimeSeries last = read("a,Timestamp\r\n\"1\",x\r\n\r\n2,y");
    assertArrayEquals(new float[] {1, 2}, last.values());
    assertEquals(2, last.at(1, 0));
  }

  @Test
  void rowsBeyondTheFirstBufferAreKept() throws IOException {
    StringBuilder text = new StringBuilder("a,b,c\n");
    for (int i = 0; i < 2000; i++) {
      text.append(i).append(',').append(-i).append(",0\n");
    }
    TimeSeries series = read(text.toString());
    assertEquals(2000, series.length());
    assertEquals(-1999, series.at(1999, 1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          date,a;1,2;2,x        | 'a' of row 3 is 'x'; it must be a finite number
          date,a;1,2;2,         | 'a' of row 3 is ''; it must be a finite number
          date,a;1,NaN          | 'a' of row 2 is 'NaN'; it must be a finite number
          day,a;2016-07-01,1    | 'day' of row 2 is '2016-07-01'; it must be a finite number (a column of dates must be named 'date')
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
