package org.outeffhop.model.checkpoint.pickle;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The values that a pickle works on: a stack with marks, and a memo of values to refer to again.
 */
final class PickleStack {
  private final Map<Integer, Object> memo = new HashMap<>();
  private final List<List<Object>> below = new ArrayList<>();
  private List<Object> stack = new ArrayList<>();

  void mark() {
    below.add(stack);
    stack = new ArrayList<>();
  }

  void remember(int index) {
    memo.put(index, top());
  }

  void rememberNext() {
    remember(memo.size());
  }

  /**
   * Attributes of a dictionary, such as a state dict's {@code _metadata}, say nothing of tensors.
   */
  void ignoreAttributes(Object state) {
    if (!(top() instanceof Map && state instanceof Map)) {
      throw new IllegalArgumentException(
          "its pickle sets attributes of something that is not a dictionary");
    }
  }

  void append(List<Object> items) {
    if (!(top() instanceof List)) {
      throw new IllegalArgumentException("its pickle appends to something that is not a list");
    }
    @SuppressWarnings("unchecked")
    List<Object> list = (List<Object>) top();
    list.addAll(items);
  }

  void putAll(List<Object> items) {
    if (items.size() % 2 != 0) {
      throw new IllegalArgumentException("its pickle has a key without a value");
    }
    for (int i = 0; i < items.size(); i += 2) {
      put(items.get(i), items.get(i + 1));
    }
  }

  /** Keys are simple values: the hash of nested ones can take for ever. */
  void put(Object key, Object value) {
    if (!(top() instanceof Map)) {
      throw new IllegalArgumentException(
          "its pickle puts an entry into something that is not a dictionary");
    }
    if (!(key == null
        || key instanceof String
        || key instanceof Number
        || key instanceof Boolean)) {
      throw new IllegalArgumentException(
          "its pickle has a dictionary with a key that is neither a string nor a number");
    }
    @SuppressWarnings("unchecked")
    Map<Object, Object> map = (Map<Object, Object>) top();
    map.put(key, value);
  }

  Object remembered(int index) {
    if (!memo.containsKey(index)) {
      throw new IllegalArgumentException(
          "its pickle refers to value "
              + Integer.toUnsignedString(index)
              + ", which it does not have");
    }
    return memo.get(index);
  }

  void push(Object value) {
    stack.add(value);
  }

  Object top() {
    if (stack.isEmpty()) {
      throw new IllegalArgumentException("its pickle takes a value from an empty stack");
    }
    return stack.get(stack.size() - 1);
  }

  Object pop() {
    Object top = top();
    stack.remove(stack.size() - 1);
    return top;
  }

  List<Object> sinceMark() {
    if (below.isEmpty()) {
      throw new IllegalArgumentException("its pickle goes back to a mark that was not set");
    }
    List<Object> items = stack;
    stack = below.remove(below.size() - 1);
    return items;
  }
}
