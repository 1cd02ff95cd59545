package org.outeffhop.cli;

import java.util.Locale;

/**
 * One state of a task, as text: {@code task done/total percent speed left note}. The note comes
 * last, since it is as long as there are runs side by side, and a narrow terminal cuts the end.
 *
 * @param task what is being done
 * @param done units done, those of an earlier run that is gone on with included
 * @param total units to do, or 0 when unknown
 * @param note free text such as the loss, or empty
 * @param unitsPerSecond the speed, or 0 when not known yet
 */
record ProgressLine(String task, long done, long total, String note, double unitsPerSecond) {
  private static final String SEPARATOR = "  ";
  private static final String CUT = "...";
  private static final double SLOW = 0.5;

  /** The line, cut to at most {@code columns} characters. */
  String fit(int columns) {
    String line = text();
    if (line.length() <= columns) {
      return line;
    }
    return line.substring(0, Math.max(0, columns - CUT.length())) + CUT;
  }

  private String text() {
    StringBuilder line = new StringBuilder(task).append(SEPARATOR).append(done);
    if (total > 0) {
      line.append('/').append(total);
      line.append(SEPARATOR).append(Math.min(100, 100 * done / total)).append('%');
    }
    if (unitsPerSecond > 0) {
      line.append(SEPARATOR).append(speed());
      if (total > done) {
        long seconds = Math.round((total - done) / unitsPerSecond);
        line.append(SEPARATOR).append(duration(seconds)).append(" left");
      }
    }
    if (!note.isEmpty()) {
      line.append(SEPARATOR).append(note);
    }
    return line.toString();
  }

  /** Units a second, or, where that is a small fraction, seconds a unit. */
  private String speed() {
    if (unitsPerSecond < SLOW) {
      return String.format(Locale.ROOT, "%.1f s each", 1 / unitsPerSecond);
    }
    String format =
        unitsPerSecond < 9.995 ? "%.2f/s" : unitsPerSecond < 99.95 ? "%.1f/s" : "%.0f/s";
    return String.format(Locale.ROOT, format, unitsPerSecond);
  }

  /** {@code m:ss}, or {@code h:mm:ss} from an hour on. */
  private static String duration(long seconds) {
    long hours = seconds / 3600;
    long minutes = seconds / 60 % 60;
    return hours > 0
        ? String.format(Locale.ROOT, "%d:%02d:%02d", hours, minutes, seconds % 60)
        : String.format(Locale.ROOT, "%d:%02d", minutes, seconds % 60);
  }
}
