package org.outeffhop.text;

import java.util.List;
import java.util.OptionalInt;
import org.outeffhop.text.tokenizer.TokenizerFile;

/**
 * The special tokens around a text.
 *
 * @param before ids in front of it
 * @param after ids behind it
 */
public record Surroundings(int[] before, int[] after) {
  /**
   * Those that a tokenizer puts there; {@code [CLS]} and {@code [SEP]} of one that puts none and
   * has both; or else none.
   */
  static Surroundings of(TokenizerFile tokenizer) {
    SpecialTokens specials = SpecialTokens.of(tokenizer);
    OptionalInt cls = specials.clsId();
    OptionalInt sep = specials.sepId();
    boolean silent = tokenizer.before().isEmpty() && tokenizer.after().isEmpty();
    return silent && cls.isPresent() && sep.isPresent()
        ? new Surroundings(new int[] {cls.getAsInt()}, new int[] {sep.getAsInt()})
        : new Surroundings(ints(tokenizer.before()), ints(tokenizer.after()));
  }

  private static int[] ints(List<Long> ids) {
    return ids.stream().mapToInt(Math::toIntExact).toArray();
  }

  /** How many there are. */
  public int count() {
    return before.length + after.length;
  }

  /** The tokens, a text's own between them. */
  public int[] around(int[] ids) {
    int[] all = new int[count() + ids.length];
    System.arraycopy(before, 0, all, 0, before.length);
    System.arraycopy(ids, 0, all, before.length, ids.length);
    System.arraycopy(after, 0, all, before.length + ids.length, after.length);
    return all;
  }
}
