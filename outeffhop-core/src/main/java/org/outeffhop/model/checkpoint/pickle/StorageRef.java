package org.outeffhop.model.checkpoint.pickle;

import org.outeffhop.tensor.ElementType;

/**
 * Elements that tensors are views of, as a pickle names them.
 *
 * @param key of the storage in the file
 * @param elements of the whole storage
 * @param first of the elements that are seen
 * @param seen how many of them
 */
record StorageRef(String key, ElementType type, long elements, long first, long seen) {
  StorageRef {
    if (elements < 0 || elements > Long.MAX_VALUE / type.bytes()) {
      throw new IllegalArgumentException(
          "storage '" + key + "' has the impossible size of " + elements + " elements");
    }
    if (first < 0 || seen < 0 || first > elements || seen > elements - first) {
      throw new IllegalArgumentException(
          "a view of storage '%s' has %d elements from %d on, but the storage only %d"
              .formatted(key, seen, first, elements));
    }
  }

  static StorageRef whole(String key, ElementType type, long elements) {
    return new StorageRef(key, type, elements, 0, elements);
  }

  StorageRef view(long offset, long size) {
    return new StorageRef(key, type, elements, offset, size);
  }

  /** The size of the whole storage. */
  long bytes() {
    return elements * type.bytes();
  }
}
