package org.outeffhop.text.tokenizer;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The {@code added_tokens} of a tokenizer with the ids that the library gives them: that of the
 * model, or else the next free one, whatever the file says.
 *
 * @param ids of all of them
 * @param specials of those that are special
 */
record AddedTokens(Map<String, Long> ids, Map<String, Long> specials) {
  private static final long LARGEST_ID = 0xFFFF_FFFFL;

  static AddedTokens of(Part list, Model model) {
    Map<String, Long> ids = new LinkedHashMap<>();
    Map<String, Long> specials = new TreeMap<>();
    long largest = -1;
    if (list.isMissing()) {
      return new AddedTokens(ids, specials);
    }
    for (Part token : list.elements()) {
      token.at("id").whole(0, LARGEST_ID);
      String content = token.at("content").text();
      if (content.isEmpty()) {
        continue;
      }
      Long known = ids.get(content);
      long next = Math.max(largest + 1, model.size());
      long id = known == null ? model.id(content).orElse(next) : known;
      ids.put(content, id);
      largest = Math.max(largest, id);
      if (token.at("special").node().asBoolean()) {
        specials.put(content, id);
      }
    }
    return new AddedTokens(ids, specials);
  }
}
