package org.outeffhop.inference;

import java.util.Locale;
import org.outeffhop.progress.Progress;

/** Tells which texts were cut: the first ones by name, all of them by number. */
final class CutTexts {
  private static final int NAMED = 5;

  private final Progress progress;
  private long seen;
  private long cut;

  CutTexts(Progress progress) {
    this.progress = progress;
  }

  /**
   * A text was read.
   *
   * @param place where it stands; empty: it is only numbered
   * @param kept tokens
   * @param all tokens of the text, special ones included
   * @param source who says that it is cut
   */
  synchronized void add(String place, int kept, int all, String source) {
    seen++;
    if (kept < all && ++cut <= NAMED) {
      progress.notice(
          String.format(
              Locale.ROOT,
              "%s is cut: %d of its %d tokens are kept (%s)",
              place.isEmpty() ? "text " + seen : place,
              kept,
              all,
              source));
    }
  }

  /** All texts were read. */
  synchronized void end() {
    if (cut > NAMED) {
      progress.notice(String.format(Locale.ROOT, "%d of %d texts are cut", cut, seen));
    }
  }
}
