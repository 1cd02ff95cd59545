package org.outeffhop.report;

import java.util.ArrayList;
import java.util.List;

/** Breaks text into pieces of a width. */
final class Folding {
  private static final String JOINTS = "-_/.,:;=";

  private Folding() {}

  /**
   * The pieces of a text, which together are the text but for the blanks where it was broken. It is
   * broken at the last blank that fits, or else behind the last punctuation mark, or else anywhere.
   *
   * @param width the most characters in a piece
   */
  static List<String> of(String text, int width) {
    List<String> pieces = new ArrayList<>();
    String rest = text;
    while (rest.codePointCount(0, rest.length()) > width) {
      int end = end(rest, rest.offsetByCodePoints(0, width));
      pieces.add(rest.substring(0, end).stripTrailing());
      rest = rest.substring(end).stripLeading();
    }
    pieces.add(rest);
    return pieces;
  }

  /** Where a piece of at most so many characters ends. */
  private static int end(String text, int most) {
    int blank = text.lastIndexOf(' ', most);
    if (blank > 0) {
      return blank;
    }
    for (int end = most; end > 1; end--) {
      if (JOINTS.indexOf(text.charAt(end - 1)) >= 0) {
        return end;
      }
    }
    return most;
  }
}
