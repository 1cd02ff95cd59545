package org.outeffhop.naming;

import java.util.Locale;

/** Numbers with what they count, as sentences have them. */
public final class Counted {
  private Counted() {}

  /** {@code 1 epoch}, {@code 2,000 epochs}. */
  public static String of(long count, String singular) {
    return String.format(Locale.ROOT, "%,d %s%s", count, singular, count == 1 ? "" : "s");
  }
}
