package org.outeffhop.experiment.result;

import java.util.List;

/**
 * What a file of weights holds.
 *
 * @param file its path
 * @param bytes its size on disk
 * @param elements the number of scalars of all tensors
 * @param tensors in the order of the file
 * @param ignored what it holds besides tensors
 */
public record TensorList(
    String file, long bytes, long elements, List<Entry> tensors, List<String> ignored) {
  /**
   * A tensor.
   *
   * @param type of its elements, such as BF16
   */
  public record Entry(String name, List<Long> shape, String type) {}
}
