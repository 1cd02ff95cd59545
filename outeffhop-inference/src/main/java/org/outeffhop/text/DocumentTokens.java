package org.outeffhop.text;

import java.util.Arrays;

/**
 * The ids of a text with the special tokens that models expect around it.
 *
 * @param before how many of these stand in front of the text
 * @param behind how many stand behind it
 */
public record DocumentTokens(int[] ids, int before, int behind) {
  /**
   * At most so many tokens, special ones included: of the text's own the first or the last are left
   * out.
   */
  public int[] cut(int most, LengthLimit limit) {
    if (ids.length <= most) {
      return ids;
    }
    int[] text = Arrays.copyOfRange(ids, before, ids.length - behind);
    int[] kept = limit.cut(text, most - before - behind);
    int[] cut = Arrays.copyOf(ids, before + kept.length + behind);
    System.arraycopy(kept, 0, cut, before, kept.length);
    System.arraycopy(ids, ids.length - behind, cut, before + kept.length, behind);
    return cut;
  }
}
