package org.outeffhop.files;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;

/**
 * CSV's text with a bound on each row, which the parser takes into memory as a whole: so many
 * letters and columns. Line ends and separators in quotes are part of a cell.
 */
final class RecordLimit extends FilterReader {
  static final int MOST_LETTERS = 1 << 24;
  static final int MOST_COLUMNS = 100_000;

  private final char separator;
  private long row = 1;
  private int letters;
  private int columns = 1;
  private boolean quoted;
  private boolean begins = true;

  RecordLimit(Reader text, char separator) {
    super(text);
    this.separator = separator;
  }

  @Override
  public int read() throws IOException {
    int letter = super.read();
    if (letter >= 0) {
      count((char) letter);
    }
    return letter;
  }

  @Override
  public int read(char[] buffer, int offset, int length) throws IOException {
    int read = super.read(buffer, offset, length);
    for (int i = offset; i < offset + read; i++) {
      count(buffer[i]);
    }
    return read;
  }

  private void count(char letter) throws IOException {
    letters++;
    if (letters > MOST_LETTERS) {
      throw new IOException(
          "row %d has more than %d letters%s"
              .formatted(row, MOST_LETTERS, quoted ? "; is a quote not closed?" : ""));
    }
    if (letter == '"' && (begins || quoted)) {
      // Two quotes in quotes are one letter: the second begins the rest of the same cell.
      quoted = !quoted;
      begins = true;
    } else if (!quoted && letter == separator) {
      columns++;
      begins = true;
      if (columns > MOST_COLUMNS) {
        throw new IOException("row %d has more than %d columns".formatted(row, MOST_COLUMNS));
      }
    } else if (!quoted && (letter == '\n' || letter == '\r')) {
      row += letter == '\n' ? 1 : 0;
      letters = 0;
      columns = 1;
      begins = true;
    } else if (letter != ' ') {
      begins = false;
    }
  }
}
