package org.outeffhop.model.checkpoint.pickle;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The tensors by name of what was saved: of the dictionary under {@code state_dict}, {@code
 * model_state_dict}, {@code model} or {@code module} where there is one with tensors, otherwise of
 * the saved dictionary itself.
 *
 * @param tensors in the order of the file
 * @param ignored the names of all other entries
 */
record StateDict(Map<String, TensorRef> tensors, List<String> ignored) {
  private static final List<String> WRAPPERS =
      List.of("state_dict", "model_state_dict", "model", "module");
  private static final int NAMED = 10;

  static StateDict of(Object root) {
    if (!(root instanceof Map<?, ?> saved)) {
      throw new IllegalArgumentException("it contains no dictionary of tensors");
    }
    List<String> ignored = new ArrayList<>();
    Map<?, ?> state = saved;
    for (String wrapper : WRAPPERS) {
      if (saved.get(wrapper) instanceof Map<?, ?> inner && hasTensors(inner)) {
        state = inner;
        addNames(ignored, saved, wrapper);
        break;
      }
    }
    Map<String, TensorRef> tensors = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : state.entrySet()) {
      if (entry.getKey() instanceof String name && entry.getValue() instanceof TensorRef tensor) {
        tensors.put(name, tensor);
      } else {
        ignored.add(String.valueOf(entry.getKey()));
      }
    }
    if (tensors.isEmpty()) {
      throw new IllegalArgumentException(
          "it contains no named tensors, neither directly nor under %s; its entries are %s%s"
              .formatted(
                  String.join(", ", WRAPPERS),
                  ignored.subList(0, Math.min(NAMED, ignored.size())),
                  ignored.size() > NAMED ? " and more" : ""));
    }
    return new StateDict(tensors, ignored);
  }

  private static boolean hasTensors(Map<?, ?> map) {
    return map.values().stream().anyMatch(TensorRef.class::isInstance);
  }

  private static void addNames(List<String> names, Map<?, ?> map, String except) {
    map.keySet().stream().map(String::valueOf).filter(n -> !n.equals(except)).forEach(names::add);
  }
}
