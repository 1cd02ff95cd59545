package org.outeffhop.cli;

import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.outeffhop.progress.Progress;
import org.outeffhop.report.VisibleText;

/**
 * The progress of a long task on standard error. On a terminal it is one line that is written over;
 * in a file or a pipe it is a plain line at most every ten seconds. It uses carriage return and
 * blanks only, no colours or other escape sequences, so that {@code NO_COLOR} holds everywhere.
 *
 * <p>The speed is the mean since the task's first update, so units that an earlier run had done do
 * not count. A new task name starts a new line. Close it before printing results.
 */
final class ConsoleProgress implements Progress, AutoCloseable {
  /** Where the progress goes: over one line of a terminal, line by line, or nowhere. */
  enum Style {
    LIVE(TimeUnit.MILLISECONDS.toNanos(100)),
    PLAIN(TimeUnit.SECONDS.toNanos(10)),
    SILENT(Long.MAX_VALUE);

    private final long interval;

    Style(long intervalNanoseconds) {
      this.interval = intervalNanoseconds;
    }
  }

  private static final int DEFAULT_COLUMNS = 80;

  private final Style style;
  private final PrintWriter out;
  private final int columns;
  private final LongSupplier nanoseconds;

  private String task;
  private long startedAt;
  private long doneAtStart;
  private ProgressLine unshown;
  private boolean shownBefore;
  private long shownAt;
  private int liveLength;

  /**
   * A progress line of any style.
   *
   * @param columns the width of the terminal
   * @param nanoseconds the clock, as {@link System#nanoTime()}
   */
  ConsoleProgress(Style style, PrintWriter out, int columns, LongSupplier nanoseconds) {
    this.style = style;
    this.out = out;
    this.columns = columns;
    this.nanoseconds = nanoseconds;
  }

  /**
   * Progress on standard error. The launcher says in the system properties {@code
   * outeffhop.terminal} and {@code outeffhop.columns} whether that is a terminal and how wide; Java
   * cannot tell.
   */
  static ConsoleProgress onStandardError(boolean quiet) {
    Style style =
        quiet ? Style.SILENT : Boolean.getBoolean("outeffhop.terminal") ? Style.LIVE : Style.PLAIN;
    int said = Integer.getInteger("outeffhop.columns", 0);
    int columns = said > 0 ? said : DEFAULT_COLUMNS;
    PrintWriter out =
        new PrintWriter(new OutputStreamWriter(System.err, Charset.defaultCharset()), true);
    return new ConsoleProgress(style, out, columns, System::nanoTime);
  }

  /** As {@link #update(String, long, long, String)}, without a note. */
  @Override
  public void update(String task, long done, long total) {
    update(task, done, total, "");
  }

  /**
   * Tells how far a task is.
   *
   * @param task what is being done; another name than before begins a new task
   * @param done units done so far
   * @param total units to do, or 0 when unknown
   * @param note free text such as the loss and tokens per second, or empty
   */
  @Override
  public synchronized void update(String task, long done, long total, String note) {
    long now = nanoseconds.getAsLong();
    if (!task.equals(this.task)) {
      endLine();
      begin(task, done, now);
    }
    double seconds = (now - startedAt) * 1e-9;
    double speed = seconds > 0 ? (done - doneAtStart) / seconds : 0;
    unshown = new ProgressLine(VisibleText.line(task), done, total, VisibleText.line(note), speed);
    boolean due = !shownBefore || now - shownAt >= style.interval;
    if (style != Style.SILENT && due) {
      show(now);
    }
  }

  /** Prints a line of its own, at once and above a live line, unless silent. */
  @Override
  public synchronized void notice(String message) {
    if (style == Style.SILENT) {
      return;
    }
    if (liveLength > 0) {
      out.print("\r" + " ".repeat(liveLength) + "\r");
      liveLength = 0;
      shownBefore = false;
    }
    out.println(Failures.oneLine(message));
    out.flush();
  }

  /** Shows a live line's last state and moves to the next line. */
  @Override
  public synchronized void close() {
    endLine();
    task = null;
  }

  private void begin(String task, long done, long now) {
    this.task = task;
    startedAt = now;
    doneAtStart = done;
    if (style == Style.LIVE) {
      shownBefore = false;
    }
  }

  private void show(long now) {
    if (style == Style.LIVE) {
      String line = unshown.fit(columns - 1);
      out.print("\r" + line + " ".repeat(Math.max(0, liveLength - line.length())));
      liveLength = line.length();
    } else {
      out.println(unshown.fit(Integer.MAX_VALUE));
    }
    out.flush();
    unshown = null;
    shownBefore = true;
    shownAt = now;
  }

  private void endLine() {
    if (style != Style.LIVE || task == null) {
      return;
    }
    if (unshown != null) {
      show(nanoseconds.getAsLong());
    }
    if (liveLength > 0) {
      out.println();
      out.flush();
      liveLength = 0;
    }
  }
}
