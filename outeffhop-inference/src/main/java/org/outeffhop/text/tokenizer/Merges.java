package org.outeffhop.text.tokenizer;

import java.util.List;
import java.util.Map;

/**
 * The {@code merges} of a byte-pair encoding: each is a list of two tokens, or in early files all
 * are texts with a space between two. Both tokens and the one that they make must have ids.
 *
 * @param prefix of tokens within a word, which the second token begins with and the made one lacks
 */
record Merges(Map<String, Long> ids, String prefix) {
  private static final String VERSION = "#version";

  /** Checks all merges; {@code null} counts as missing, which the library does not bear. */
  void require(Part merges) {
    List<Part> all = merges.elements();
    for (Part merge : all) {
      if (merge.node().isArray() != all.get(0).node().isArray()) {
        throw merge.wrong("all merges must be lists of two tokens, or all texts");
      }
      if (!merge.node().asText().startsWith(VERSION)) {
        require(merge, pair(merge));
      }
    }
  }

  private static List<String> pair(Part merge) {
    if (merge.node().isArray()) {
      List<Part> pair = merge.elements();
      if (pair.size() != 2) {
        throw merge.wrong("it must be two tokens");
      }
      return pair.stream().map(Part::text).toList();
    }
    List<String> pair = List.of(merge.text().split(" ", -1));
    if (pair.size() != 2) {
      throw merge.wrong("it must be two tokens separated by a space");
    }
    return pair;
  }

  /** The library cuts the second token behind the prefix without a look at it. */
  private void require(Part merge, List<String> pair) {
    String second = pair.get(1);
    if (!second.startsWith(prefix)) {
      throw merge.wrong(
          "its second token must begin with the continuing_subword_prefix \"%s\""
              .formatted(prefix));
    }
    for (String token :
        List.of(pair.get(0), second, pair.get(0) + second.substring(prefix.length()))) {
      if (!ids.containsKey(token)) {
        throw merge.wrong("the token \"%s\" must be in model.vocab".formatted(token));
      }
    }
  }
}
