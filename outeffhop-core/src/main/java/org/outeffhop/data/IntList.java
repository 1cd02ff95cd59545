package org.outeffhop.data;

import java.util.Arrays;

/** A growing list of ints. */
final class IntList {
  private static final int LARGEST = Integer.MAX_VALUE - 8;

  private int[] values = new int[4];
  private int size;

  void add(int value) {
    reserve(1);
    values[size++] = value;
  }

  void addAll(int[] more) {
    reserve(more.length);
    System.arraycopy(more, 0, values, size, more.length);
    size += more.length;
  }

  int get(int index) {
    if (index >= size) {
      throw new IndexOutOfBoundsException("index " + index + " of " + size);
    }
    return values[index];
  }

  int size() {
    return size;
  }

  int[] toArray() {
    return Arrays.copyOf(values, size);
  }

  private void reserve(int more) {
    long needed = (long) size + more;
    if (needed > LARGEST) {
      throw new IllegalArgumentException(
          "more than " + LARGEST + " values; split the data into smaller corpora");
    }
    if (needed > values.length) {
      long grown = Math.max(needed, values.length * 3L / 2);
      values = Arrays.copyOf(values, (int) Math.min(grown, LARGEST));
    }
  }
}
