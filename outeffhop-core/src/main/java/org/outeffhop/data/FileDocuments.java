package org.outeffhop.data;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.outeffhop.files.Utf8Lines;

/**
 * The documents of one {@code .txt} or {@code .jsonl} file, read one at a time. One that is longer
 * than {@link #LONGEST} is several, cut at white space where there is some, so that a file of one
 * line is read within a small heap.
 */
final class FileDocuments implements Iterator<String>, Closeable {
  /** Characters of a document, at most. */
  static final int LONGEST = Utf8Lines.LONGEST;

  /**
   * Bytes of a line of JSON. While it is read, a letter takes three or four bytes of Java's heap,
   * which are up to three for a byte of the line; the rest is for what else is held.
   */
  static final long LONGEST_JSON = Runtime.getRuntime().maxMemory() / 6;

  private final Path file;
  private final Utf8Lines lines;
  private final boolean jsonLines;
  private String next;

  /** What is left of a long text. */
  private final Queue<String> rest = new ArrayDeque<>();

  FileDocuments(Path file, Utf8Lines lines, boolean jsonLines) {
    this.file = file;
    this.lines = lines;
    this.jsonLines = jsonLines;
  }

  @Override
  public boolean hasNext() {
    try {
      if (next == null) {
        next = jsonLines ? nextJson() : nextParagraph();
      }
      return next != null;
    } catch (IOException e) {
      throw FileCorpus.unreadable(file, e);
    }
  }

  @Override
  public String next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    String document = next;
    next = null;
    return document;
  }

  private String nextParagraph() throws IOException {
    List<String> paragraph = new ArrayList<>();
    long length = 0;
    String line = lines.next();
    while (line != null && !(line.isBlank() && !paragraph.isEmpty())) {
      if (!line.isBlank()) {
        paragraph.add(line);
        length += line.length();
        if (length >= LONGEST || lines.continues()) {
          break;
        }
      }
      line = lines.next();
    }
    return paragraph.isEmpty() ? null : String.join("\n", paragraph);
  }

  private String nextJson() throws IOException {
    while (rest.isEmpty()) {
      Utf8Lines.Line line = lines.line(LONGEST_JSON);
      if (line == null) {
        return null;
      }
      if (!line.isBlank()) {
        rest.addAll(JsonText.pieces(line, lines.position()));
        rest.removeIf(String::isBlank);
      }
    }
    return rest.remove();
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
