package org.outeffhop.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.outeffhop.cli.ConsoleProgress.Style;

class ConsoleProgressTest {
  private final StringWriter printed = new StringWriter();
  private long milliseconds;

  private ConsoleProgress progress(Style style, int columns) {
    return new ConsoleProgress(
        style, new PrintWriter(printed), columns, () -> milliseconds * 1_000_000);
  }

  private String printed() {
    return printed.toString().replace(System.lineSeparator(), "\n");
  }

  @Test
  void liveLineIsWrittenOver() {
    try (ConsoleProgress progress = progress(Style.LIVE, 80)) {
      progress.update("train", 0, 200, "loss 9.01, 8200 tokens/s");
      milliseconds = 2_000;
      progress.update("train", 50, 200);
    }
    assertEquals(
        "\rtrain  0/200  0%  loss 9.01, 8200 tokens/s"
            + "\rtrain  50/200  25%  25.0/s  0:06 left     \n",
        printed());
  }

  @Test
  void liveLineIsDrawnTenTimesASecondAndAtItsEnd() {
    try (ConsoleProgress progress = progress(Style.LIVE, 80)) {
      for (int step = 0; step <= 15; step++) {
        milliseconds = 10L * step;
        progress.update("train", step, 15);
      }
    }
    assertEquals(
        "\rtrain  0/15  0%"
            + "\rtrain  10/15  66%  100/s  0:00 left"
            + "\rtrain  15/15  100%  100/s          \n",
        printed());
  }

  @Test
  void newTaskBeginsANewLineAndItsOwnSpeed() {
    try (ConsoleProgress progress = progress(Style.LIVE, 80)) {
      progress.update("train", 1, 2);
      milliseconds = 5_000;
      progress.update("evaluate", 0, 0);
      milliseconds = 9_000;
      progress.update("evaluate", 10, 0);
    }
    assertEquals("\rtrain  1/2  50%\n\revaluate  0\revaluate  10  2.50/s\n", printed());
  }

  @Test
  void resumedUnitsDoNotCountAsSpeed() {
    try (ConsoleProgress progress = progress(Style.LIVE, 80)) {
      progress.update("train", 1_000, 10_000);
      milliseconds = 10_000;
      progress.update("train", 1_010, 10_000);
    }
    assertEquals(
        "\rtrain  1000/10000  10%\rtrain  1010/10000  10%  1.00/s  2:29:50 left\n", printed());
  }

  @Test
  void longLineIsCutBeforeTheLastColumn() {
    try (ConsoleProgress progress = progress(Style.LIVE, 20)) {
      progress.update("pretrain bert, seed 0", 1, 2);
    }
    assertEquals("\rpretrain bert, s...\n", printed());
  }

  @Test
  void slowUnitsAreTimedOneByOneAndTheNoteIsCutFirst() {
    try (ConsoleProgress progress = progress(Style.LIVE, 56)) {
      progress.update("training", 69, 6_700, "loss 0.78");
      milliseconds = 73_000;
      progress.update("training", 71, 6_700, "stanhop vanilla seed 0 loss 0.572");
    }
    assertEquals(
        "\rtraining  69/6700  1%  loss 0.78"
            + "\rtraining  71/6700  1%  36.5 s each  67:12:39 left  s...\n",
        printed());
  }

  @Test
  void plainLinesComeAtMostEveryTenSeconds() {
    try (ConsoleProgress progress = progress(Style.PLAIN, 20)) {
      for (int second = 0; second <= 25; second++) {
        milliseconds = 1_000L * second;
        progress.update(second < 12 ? "encode documents" : "train", second, 25, "loss 1.5");
      }
    }
    assertEquals(
        """
        encode documents  0/25  0%  loss 1.5
        encode documents  10/25  40%  1.00/s  0:15 left  loss 1.5
        train  20/25  80%  1.00/s  0:05 left  loss 1.5
        """,
        printed());
  }

  @Test
  void noticeKeepsItsLine() {
    try (ConsoleProgress progress = progress(Style.LIVE, 80)) {
      progress.update("train", 0, 9);
      progress.notice("resumed");
      progress.update("train", 1, 9);
    }
    try (ConsoleProgress progress = progress(Style.PLAIN, 80)) {
      progress.update("train", 0, 9);
      progress.notice("resumed");
      progress.update("train", 1, 9);
    }
    assertEquals(
        "\rtrain  0/9  0%\r              \rresumed\n\rtrain  1/9  11%\n"
            + "train  0/9  0%\nresumed\n",
        printed());
  }

  @Test
  void silenceHolds() {
    try (ConsoleProgress progress = progress(Style.SILENT, 80)) {
      progress.update("train", 0, 10);
      progress.notice("resumed");
      milliseconds = 60_000;
      progress.update("train", 10, 10);
    }
    assertEquals("", printed());
  }
}
