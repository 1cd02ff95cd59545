package org.outeffhop.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Tokens in the order of their ids, which count from 0. */
final class Vocabulary {
  private final Map<String, Integer> ids = new LinkedHashMap<>();
  private final List<String> tokens = new ArrayList<>();

  Vocabulary(List<String> first) {
    first.forEach(this::add);
  }

  /** The token's id; a new token gets the next free one. */
  int add(String token) {
    Integer known = ids.putIfAbsent(token, tokens.size());
    if (known != null) {
      return known;
    }
    tokens.add(token);
    return tokens.size() - 1;
  }

  /** The id of a token that must be there. */
  int id(String token) {
    Integer id = ids.get(token);
    if (id == null) {
      throw new IllegalArgumentException("there is no token \"" + token + "\" in the vocabulary");
    }
    return id;
  }

  boolean contains(String token) {
    return ids.containsKey(token);
  }

  String token(int id) {
    return tokens.get(id);
  }

  int size() {
    return tokens.size();
  }

  /** Token to id, in the order of the ids. */
  Map<String, Integer> ids() {
    return Collections.unmodifiableMap(ids);
  }
}
