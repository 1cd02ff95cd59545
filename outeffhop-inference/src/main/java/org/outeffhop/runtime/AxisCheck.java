package org.outeffhop.runtime;

import ai.onnxruntime.TensorInfo;
import java.util.HashMap;
import java.util.Map;

/**
 * Free axes of one name, such as {@code batch} and {@code length}, have one size in all inputs, and
 * a length is no longer than the model has positions for.
 */
final class AxisCheck {
  private record Seen(long size, String input) {}

  private final long maxLength;
  private final Map<String, Seen> seen = new HashMap<>();

  AxisCheck(long maxLength) {
    this.maxLength = maxLength;
  }

  /** Takes in an input whose type and number of axes are right. */
  void require(String input, OnnxInput value, TensorInfo wanted) {
    String[] names = wanted.getDimensionNames();
    for (int axis = 0; axis < names.length; axis++) {
      if (!names[axis].isEmpty()) {
        require(names[axis], value.shape()[axis], input);
      }
    }
  }

  /** The sizes of an output's axes, of which the free ones are the inputs'. */
  long[] sizes(TensorInfo output) {
    String[] names = output.getDimensionNames();
    long[] sizes = output.getShape().clone();
    for (int axis = 0; axis < sizes.length; axis++) {
      if (!names[axis].isEmpty()) {
        sizes[axis] = seen.get(names[axis]).size();
      }
    }
    return sizes;
  }

  private void require(String axis, long size, String input) {
    Seen first = seen.computeIfAbsent(axis, name -> new Seen(size, input));
    if (first.size() != size) {
      throw new IllegalArgumentException(
          "%s is %d in %s and %d in %s; they must agree"
              .formatted(axis, first.size(), first.input(), size, input));
    }
    boolean sequence = axis.equals(GraphNames.LENGTH) || axis.equals(GraphNames.TOTAL);
    if (sequence && size > maxLength) {
      throw new IllegalArgumentException(
          input + " has length " + size + "; the model takes at most " + maxLength);
    }
    if (size < 1 && !axis.equals(GraphNames.PAST_LENGTH)) {
      throw new IllegalArgumentException(
          input + " has " + axis + " " + size + "; it must be at least 1");
    }
  }
}
