package org.outeffhop.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.outeffhop.files.FileFaults;
import org.outeffhop.files.InputPath;
import org.outeffhop.files.Utf8Lines;

/**
 * Texts of a file or a stream, one a line, read one at a time; blank lines are skipped and counted.
 * Of a {@code .jsonl} file it is the field {@code text} of each line.
 */
public final class TextLines implements Iterator<TextLines.Line>, AutoCloseable {
  /** Bytes of a line, which lies in Java's heap several times. */
  private static final long LONGEST = Runtime.getRuntime().maxMemory() / 12;

  private final Object name;
  private final Utf8Lines lines;
  private final boolean json;
  private Line next;
  private long blank;
  private String firstBlank;

  /**
   * A text and where it stands.
   *
   * @param place {@code file:line}
   */
  public record Line(String text, String place) {}

  private TextLines(Object name, InputStream stream, boolean json) throws IOException {
    this.name = name;
    this.json = json;
    lines = new Utf8Lines(name, stream);
  }

  /**
   * Opens a file.
   *
   * @throws IllegalArgumentException if it is a folder or is not there; reading throws it for what
   *     is no text
   */
  public static TextLines open(Path file) throws IOException {
    InputPath.requireStream(file);
    return new TextLines(file, Files.newInputStream(file), file.toString().endsWith(".jsonl"));
  }

  /**
   * Opens a stream, which is closed with this.
   *
   * @param name for errors
   */
  public static TextLines of(String name, InputStream stream) throws IOException {
    return new TextLines(name, stream, false);
  }

  @Override
  public boolean hasNext() {
    try {
      while (next == null) {
        String text = json ? nextJson() : lines.whole(LONGEST);
        if (text == null) {
          return false;
        }
        if (text.isBlank()) {
          firstBlank = blank++ == 0 ? lines.position() : firstBlank;
        } else {
          next = new Line(text, lines.position());
        }
      }
      return true;
    } catch (IOException e) {
      throw FileFaults.unreadable(name, e);
    }
  }

  private String nextJson() throws IOException {
    Utf8Lines.Line line = lines.line(LONGEST);
    if (line == null || line.isBlank()) {
      return line == null ? null : "";
    }
    return String.join("", JsonText.pieces(line, lines.position()));
  }

  @Override
  public Line next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Line line = next;
    next = null;
    return line;
  }

  /** How many lines so far were blank. */
  public long blank() {
    return blank;
  }

  /** Where the first of these is. */
  public String firstBlank() {
    return firstBlank;
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
