package org.outeffhop.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.Optional;
import org.outeffhop.report.VisibleText;

/**
 * Standard output or standard error. Control characters are shown as escapes, since names and texts
 * of files are printed, and the first failure to write is kept, which a {@link PrintWriter} alone
 * forgets.
 */
final class Terminal extends PrintWriter {
  private final VisibleWriter writer;

  private Terminal(VisibleWriter writer) {
    super(writer, true);
    this.writer = writer;
  }

  /** Standard output itself: {@link System#out} would hide why it cannot be written. */
  static Terminal standardOutput() {
    return to(new FileOutputStream(FileDescriptor.out));
  }

  /** Standard error. */
  static Terminal standardError() {
    return to(System.err);
  }

  /** What writes to a stream in the locale's encoding. */
  static Terminal to(OutputStream stream) {
    return new Terminal(
        new VisibleWriter(new OutputStreamWriter(stream, Charset.defaultCharset())));
  }

  /**
   * Why what was printed is not all written; empty if it is, or if the reader of a pipe has closed
   * it, which is its right.
   */
  Optional<String> lost() {
    flush();
    return Optional.ofNullable(writer.failure)
        .map(failure -> String.valueOf(failure.getMessage()))
        .filter(reason -> !reason.toLowerCase(Locale.ROOT).contains("broken pipe"));
  }

  private static final class VisibleWriter extends FilterWriter {
    private IOException failure;

    VisibleWriter(Writer out) {
      super(out);
    }

    @Override
    public void write(int character) throws IOException {
      write(String.valueOf((char) character), 0, 1);
    }

    @Override
    public void write(char[] characters, int offset, int length) throws IOException {
      write(new String(characters, offset, length), 0, length);
    }

    @Override
    public void write(String text, int offset, int length) throws IOException {
      try {
        out.write(VisibleText.lines(text.substring(offset, offset + length)));
      } catch (IOException e) {
        throw kept(e);
      }
    }

    @Override
    public void flush() throws IOException {
      try {
        out.flush();
      } catch (IOException e) {
        throw kept(e);
      }
    }

    private IOException kept(IOException e) {
      failure = failure == null ? e : failure;
      return e;
    }
  }
}
