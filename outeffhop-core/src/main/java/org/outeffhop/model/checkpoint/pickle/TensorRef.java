package org.outeffhop.model.checkpoint.pickle;

import java.util.Arrays;
import java.util.Locale;

/**
 * A tensor as a pickle describes it: element [i, j, ..] is element {@code offset + i strides[0] + j
 * strides[1] + ..} of the storage.
 *
 * @param strides none is negative
 */
record TensorRef(StorageRef storage, long offset, long[] sizes, long[] strides) {
  private static final int MAX_AXES = 64;

  /** Checks that every element lies in the storage. */
  TensorRef {
    if (sizes.length != strides.length || sizes.length > MAX_AXES) {
      throw wrong(sizes, "strides " + Arrays.toString(strides));
    }
    if (Arrays.stream(sizes).anyMatch(size -> size < 0)
        || Arrays.stream(strides).anyMatch(stride -> stride < 0)
        || offset < 0) {
      throw wrong(sizes, "strides " + Arrays.toString(strides) + " and offset " + offset);
    }
    try {
      Math.multiplyExact(product(sizes), storage.type().bytes());
      long end = Math.addExact(offset, span(sizes, strides));
      if (end > storage.seen()) {
        throw wrong(
            sizes,
            String.format(
                Locale.ROOT,
                "elements up to %d of storage '%s', which has %d",
                end,
                storage.key(),
                storage.seen()));
      }
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "a tensor has the impossible shape "
              + Arrays.toString(sizes)
              + " with strides "
              + Arrays.toString(strides),
          e);
    }
  }

  private static IllegalArgumentException wrong(long[] sizes, String what) {
    return new IllegalArgumentException(
        "a tensor of shape " + Arrays.toString(sizes) + " has " + what);
  }

  /** Axes of size 0 count as 1, so that an empty tensor's other axes are bounded too. */
  private static long product(long... sizes) {
    return Arrays.stream(sizes).map(size -> Math.max(1, size)).reduce(1, Math::multiplyExact);
  }

  private static boolean isEmpty(long... sizes) {
    return Arrays.stream(sizes).anyMatch(size -> size == 0);
  }

  private static long span(long[] sizes, long... strides) {
    if (isEmpty(sizes)) {
      return 0;
    }
    long span = 1;
    for (int axis = 0; axis < sizes.length; axis++) {
      span = Math.addExact(span, Math.multiplyExact(sizes[axis] - 1, strides[axis]));
    }
    return span;
  }

  /** The number of elements of the storage from the tensor's first to its last. */
  long span() {
    return span(sizes, strides);
  }

  /** The number of elements in bytes. */
  long bytes() {
    return isEmpty(sizes) ? 0 : product(sizes) * storage.type().bytes();
  }

  /** The strides, those that no element depends on made 1. */
  long[] plainStrides() {
    long[] plain = strides.clone();
    for (int axis = 0; axis < plain.length; axis++) {
      plain[axis] = sizes[axis] <= 1 ? 1 : plain[axis];
    }
    return plain;
  }
}
