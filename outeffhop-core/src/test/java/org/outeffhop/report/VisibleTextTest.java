package org.outeffhop.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class VisibleTextTest {
  private static final String HOSTILE = "a\u001b[31m\u0007\u0000\u007f\u009b\u2028\r\n\tb";

  @Test
  void controlCharactersOfANameAreEscaped() {
    assertEquals(
        "a\\u001b[31m\\u0007\\u0000\\u007f\\u009b\\u2028\\u000d\\u000a\\u0009b",
        VisibleText.line(HOSTILE));
    assertEquals("Zürich 東京 😀", VisibleText.line("Zürich 東京 😀"));
  }

  @Test
  void textKeepsItsLinesAndTabs() {
    assertEquals("x\\u001b\n\ty", VisibleText.lines("x\u001b\n\ty"));
  }

  @Test
  void cellsOfATableStayOnTheirLine() {
    TextTable table =
        new TextTable(List.of("na\u001bme"), List.of(List.of("one\ntwo"), List.of("three")));
    assertEquals("na\\u001bme\n------------\none\\u000atwo\nthree\n", table.fit(80));
  }
}
