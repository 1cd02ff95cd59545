package org.outeffhop.data;

import java.io.Writer;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts what is written into pieces of {@link FileDocuments#LONGEST} characters at most, at white
 * space where there is some.
 */
final class PieceWriter extends Writer {
  private final List<String> pieces = new ArrayList<>();
  private final StringBuilder rest = new StringBuilder();

  @Override
  public void write(char[] letters, int offset, int count) {
    for (int done = 0; done < count; ) {
      int taken = Math.min(count - done, FileDocuments.LONGEST + 1 - rest.length());
      rest.append(letters, offset + done, taken);
      done += taken;
      if (rest.length() > FileDocuments.LONGEST) {
        int end = end();
        pieces.add(rest.substring(0, end));
        rest.delete(0, end);
      }
    }
  }

  /** Where the first piece ends, which another letter follows. */
  private int end() {
    int longest = FileDocuments.LONGEST;
    for (int end = longest; end > longest / 2; end--) {
      if (Character.isWhitespace(rest.charAt(end - 1))) {
        return end;
      }
    }
    return Character.isLowSurrogate(rest.charAt(longest)) ? longest - 1 : longest;
  }

  /** All that was written; none where nothing was. */
  List<String> pieces() {
    if (!rest.isEmpty()) {
      pieces.add(rest.toString());
      rest.setLength(0);
    }
    return pieces;
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
