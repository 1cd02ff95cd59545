package org.outeffhop.data;

import java.util.Arrays;

/** A growing list of ints. */
final class IntList {
  private static final int LARGEST = Integer.MAX_VALUE - 8;

  private int[] values;
  private int size;

  IntList() {
    values = new int[4];
  }

  private IntList(int[] values) {
    this.values = values;
    size = values.length;
  }

  /** The numbers of an array, which is not copied. */
  static IntList of(int[] values) {
    return new IntList(values);
  }

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
    return copy(0, size);
  }

  /** Those from {@code from} to before {@code to}. */
  int[] copy(int from, int to) {
    return Arrays.copyOfRange(values, from, to);
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
