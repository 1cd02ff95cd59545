package org.outeffhop.model;

/**
 * One axis along which a sample can be of any size, such as the tokens of a sequence.
 *
 * @param size along it
 * @param small sizes at which the model is tried to know what it takes at {@code size}; that size
 *     alone where it is small itself
 */
public record SampleAxis(long size, int... small) {
  /** An axis that is tried at three sizes, in ascending order, unless it is smaller. */
  static SampleAxis of(long size, int first, int second, int third) {
    return size <= third
        ? new SampleAxis(size, Math.toIntExact(size))
        : new SampleAxis(size, first, second, third);
  }

  /** The factor of small size number i in the polynomial through all of them, taken at a size. */
  double weight(int i, double at) {
    double weight = 1;
    for (int j = 0; j < small.length; j++) {
      if (j != i) {
        weight *= (at - small[j]) / (small[i] - small[j]);
      }
    }
    return weight;
  }
}
