package org.outeffhop.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {
  private static final TextTable SMALL =
      new TextTable(
          List.of("attention", "kurtosis", "change"),
          List.of(List.of("vanilla", "12.5", ""), List.of("outeffhop", "9.75", "-22%")));

  private static final TextTable FIRST_TABLE =
      new TextTable(
          List.of(
              "model",
              "attention",
              "average kurtosis",
              "maximum infinity norm",
              "perplexity",
              "perplexity W8A8",
              "change of kurtosis",
              "change of norm"),
          List.of(
              List.of("BERT", "vanilla", "418.7 ± 12.1", "255.9 ± 9.0", "6.237", "7.154", "-", "-"),
              List.of(
                  "BERT", "outeffhop", "26.6 ± 2.2", "33.6 ± 1", "6.209", "6.295", "-94%", "-87%"),
              List.of("OPT", "gated", "90.3", "13.7", "15.677", "16.236", "nan", "+1.5e-3")));

  @Test
  void textIsAlignedLeftAndNumbersRight() {
    assertEquals(
        """
        attention   kurtosis   change
        ---------   --------   ------
        vanilla         12.5
        outeffhop       9.75     -22%
        """,
        SMALL.fit(80));
  }

  @Test
  void gapsShrinkToFit() {
    assertEquals(
        """
        attention  kurtosis  change
        ---------  --------  ------
        vanilla        12.5
        outeffhop      9.75    -22%
        """,
        SMALL.fit(28));
    assertEquals(
        """
        attention kurtosis change
        --------- -------- ------
        vanilla       12.5
        outeffhop     9.75   -22%
        """,
        SMALL.fit(10));
  }

  @Test
  void eightColumnsFitEightyCharacters() {
    assertEquals(
        """
                                         maximum                         change
                             average    infinity            perplexity       of  change
        model attention     kurtosis        norm perplexity       W8A8 kurtosis of norm
        ----- --------- ------------ ----------- ---------- ---------- -------- -------
        BERT  vanilla   418.7 ± 12.1 255.9 ± 9.0      6.237      7.154        -       -
        BERT  outeffhop   26.6 ± 2.2    33.6 ± 1      6.209      6.295     -94%    -87%
        OPT   gated             90.3        13.7     15.677     16.236      nan +1.5e-3
        """,
        FIRST_TABLE.fit(80));
  }

  @Test
  void longCellsOfTextAreBrokenOverLinesAndNumbersAreNot() {
    TextTable table =
        new TextTable(
            List.of("check", "difference", "evidence"),
            List.of(
                List.of("no shift bug at all", "3.25e-08", "off by 3.3e-08, at most 1e-05"),
                List.of("clipped-outeffhop-attention", "1", "x")));
    assertEquals(
        """
        check        difference evidence
        ------------ ---------- -----------
        no shift bug   3.25e-08 off by
        at all                  3.3e-08, at
                                most 1e-05
        clipped-              1 x
        outeffhop-
        attention
        """,
        table.fit(40));
    assertEquals(List.of("abcdefgh", "ij"), Folding.of("abcdefghij", 8));
  }

  @Test
  void markdownMarksTheAlignment() {
    assertEquals(
        """
        | attention | kurtosis | change |
        | --- | --: | --: |
        | vanilla | 12.5 |  |
        | outeffhop | 9.75 | -22% |
        """,
        SMALL.toMarkdown());
    assertEquals(
        "| a\\|b |\n| --- |\n| x\\|y |\n",
        new TextTable(List.of("a|b"), List.of(List.of("x|y"))).toMarkdown());
  }

  @Test
  void rowOfAnotherLengthIsRefused() {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> new TextTable(List.of("a", "b"), List.of(List.of("1", "2"), List.of("3"))));
    assertEquals("row 1 has 1 cells [3], but the header has 2 [a, b]", refused.getMessage());
    assertThrows(IllegalArgumentException.class, () -> new TextTable(List.of(), List.of()));
  }
}
