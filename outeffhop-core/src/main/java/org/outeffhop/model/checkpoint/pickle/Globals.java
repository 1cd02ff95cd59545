package org.outeffhop.model.checkpoint.pickle;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.outeffhop.tensor.ElementType;

/**
 * All that a pickle may name and call: dictionaries, tensors and the types of their storages. A
 * pickle can name any function of Python; every other one is refused by its name, and none is run.
 */
final class Globals {
  /** Where a storage's persistent id has its view. */
  private static final int VIEW = 5;

  private static final int TENSOR_ARGUMENTS = 6;
  private static final Map<String, Object> KNOWN = new HashMap<>();

  static {
    KNOWN.put("collections.OrderedDict", Function.ORDERED_DICT);
    KNOWN.put("torch._utils._rebuild_tensor_v2", Function.REBUILD_TENSOR);
    KNOWN.put("torch._utils._rebuild_parameter", Function.REBUILD_PARAMETER);
    KNOWN.put("torch.DoubleStorage", ElementType.F64);
    KNOWN.put("torch.LongStorage", ElementType.I64);
    KNOWN.put("torch.FloatStorage", ElementType.F32);
    KNOWN.put("torch.IntStorage", ElementType.I32);
    KNOWN.put("torch.HalfStorage", ElementType.F16);
    KNOWN.put("torch.BFloat16Storage", ElementType.BF16);
    KNOWN.put("torch.ShortStorage", ElementType.I16);
    KNOWN.put("torch.CharStorage", ElementType.I8);
    KNOWN.put("torch.ByteStorage", ElementType.U8);
    KNOWN.put("torch.BoolStorage", ElementType.BOOL);
    KNOWN.put("torch.storage.UntypedStorage", ElementType.U8);
  }

  /** By key. */
  private final Map<String, StorageRef> storages = new LinkedHashMap<>();

  /** What can be called. */
  private enum Function {
    ORDERED_DICT,
    REBUILD_TENSOR,
    REBUILD_PARAMETER
  }

  /** Python's tuple. */
  record Tuple(List<Object> items) {
    Object get(int index) {
      return index < items.size() ? items.get(index) : null;
    }
  }

  /** Every storage that the pickle named. */
  Map<String, StorageRef> storages() {
    return storages;
  }

  static Object named(String module, String name) {
    Object known = KNOWN.get(module + "." + name);
    if (known == null) {
      throw new IllegalArgumentException(
          "its pickle asks for "
              + module
              + "."
              + name
              + "; only dictionaries, lists, tuples, strings, numbers and tensors are supported");
    }
    return known;
  }

  /** What calling a known function gives. */
  static Object call(Object function, Object arguments) {
    if (function instanceof Function known && arguments instanceof Tuple tuple) {
      switch (known) {
        case ORDERED_DICT -> {
          if (tuple.items().isEmpty()) {
            return new LinkedHashMap<>();
          }
        }
        case REBUILD_TENSOR -> {
          if (tuple.get(0) instanceof StorageRef storage
              && tuple.get(1) instanceof Long offset
              && tuple.items().size() >= TENSOR_ARGUMENTS) {
            return new TensorRef(
                storage, offset, numbers("size", tuple.get(2)), numbers("stride", tuple.get(3)));
          }
        }
        case REBUILD_PARAMETER -> {
          if (tuple.get(0) instanceof TensorRef tensor) {
            return tensor;
          }
        }
      }
    }
    throw new IllegalArgumentException("its pickle makes a call of an unsupported form");
  }

  /**
   * The storage of a persistent id: ("storage", type, key, place, elements) and, in the old format,
   * (key of the view, offset, size) or None.
   */
  StorageRef storage(Object id) {
    if (!(id instanceof Tuple tuple
        && "storage".equals(tuple.get(0))
        && tuple.get(1) instanceof ElementType type
        && tuple.get(2) instanceof String key
        && tuple.get(4) instanceof Long elements
        && tuple.items().size() <= VIEW + 1)) {
      throw new IllegalArgumentException(
          "its pickle has a persistent id that does not name a storage");
    }
    StorageRef whole = StorageRef.whole(key, type, elements);
    StorageRef before = storages.putIfAbsent(key, whole);
    if (before != null && !before.equals(whole)) {
      throw new IllegalArgumentException(
          "storage '%s' is %d elements of type %s and also %d of type %s"
              .formatted(key, before.elements(), before.type(), elements, type));
    }
    Object view = tuple.get(VIEW);
    if (view == null) {
      return whole;
    }
    if (view instanceof Tuple part
        && part.get(1) instanceof Long offset
        && part.get(2) instanceof Long size) {
      return whole.view(offset, size);
    }
    throw new IllegalArgumentException("storage '" + key + "' has a view of an unsupported form");
  }

  private static long[] numbers(String what, Object value) {
    if (value instanceof Tuple tuple && tuple.items().stream().allMatch(Long.class::isInstance)) {
      return tuple.items().stream().mapToLong(Long.class::cast).toArray();
    }
    throw new IllegalArgumentException("a tensor's " + what + " is not a tuple of numbers");
  }
}
