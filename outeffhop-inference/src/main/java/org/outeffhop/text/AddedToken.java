package org.outeffhop.text;

import java.util.List;
import java.util.Map;

/**
 * A token that is found in a text before the text is cut.
 *
 * @param singleWord whether it must not be next to letters or digits
 * @param lstrip whether it includes the white space before it
 * @param rstrip whether it includes the white space after it
 * @param normalized whether it is looked for in the normalised text
 * @param special whether it has a role rather than a meaning
 */
public record AddedToken(
    int id,
    String content,
    boolean singleWord,
    boolean lstrip,
    boolean rstrip,
    boolean normalized,
    boolean special) {

  /** A special token that is found as it is written. */
  static AddedToken special(int id, String content) {
    return new AddedToken(id, content, false, false, false, false, true);
  }

  /** Special tokens with their ids in a vocabulary. */
  public static List<AddedToken> specials(List<String> contents, Map<String, Integer> vocabulary) {
    return contents.stream().map(token -> special(vocabulary.get(token), token)).toList();
  }
}
