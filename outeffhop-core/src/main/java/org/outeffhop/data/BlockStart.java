package org.outeffhop.data;

import java.util.Locale;

/** What stands at the head of every block of a decoder's text. */
public enum BlockStart {
  /** Whatever the documents have there. */
  NONE,
  /** The token that documents begin with, once. */
  BOS;

  /** The name as it is written on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
