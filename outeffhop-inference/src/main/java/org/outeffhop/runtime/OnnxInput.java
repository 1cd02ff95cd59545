package org.outeffhop.runtime;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.TensorInfo;
import java.util.Arrays;

/**
 * What a model is given, as int64 or as float32.
 *
 * @param longs in row-major order, or null
 * @param floats in row-major order, or null
 * @param shape the sizes of all axes
 */
public record OnnxInput(long[] longs, float[] floats, long[] shape) {
  /** Whole numbers. */
  public static OnnxInput of(long[] values, long... shape) {
    return new OnnxInput(values, null, shape);
  }

  /** Real numbers. */
  public static OnnxInput of(float[] values, long... shape) {
    return new OnnxInput(null, values, shape);
  }

  void require(String name, TensorInfo wanted) {
    OnnxJavaType type = longs == null ? OnnxJavaType.FLOAT : OnnxJavaType.INT64;
    if (wanted.type != type || !fits(wanted.getShape())) {
      throw new IllegalArgumentException(
          "%s is %s %s; the model takes %s %s, -1 for any size"
              .formatted(
                  name,
                  type,
                  Arrays.toString(shape),
                  wanted.type,
                  Arrays.toString(wanted.getShape())));
    }
  }

  /** The kernel of a decoder with a cache takes the number of tokens for where they end. */
  void requirePaddingBehind() {
    if (longs == null || shape.length != 2) {
      return;
    }
    int total = Math.toIntExact(shape[1]);
    for (int i = 1; i < longs.length; i++) {
      if (i % total != 0 && longs[i] != 0 && longs[i - 1] == 0) {
        throw new IllegalArgumentException(
            "attention_mask of sequence %d is 0 at place %d and %d at place %d; fused attention takes padding behind a sequence only"
                .formatted(i / total, i % total - 1, longs[i], i % total));
      }
    }
  }

  private boolean fits(long[] wanted) {
    boolean fits = shape.length == wanted.length;
    for (int axis = 0; fits && axis < shape.length; axis++) {
      fits = wanted[axis] < 0 || wanted[axis] == shape[axis];
    }
    return fits;
  }
}
