package org.outeffhop.export;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.TensorInfo;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.tensor.Tensors;

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

  /** A tensor of libtorch: whole numbers and booleans become int64, others float32. */
  public static OnnxInput of(Tensor tensor) {
    ScalarType type = Tensors.type(tensor);
    return type == ScalarType.Long || type == ScalarType.Bool || type == ScalarType.Int
        ? of(Tensors.toLongs(tensor), Tensors.shape(tensor))
        : of(Tensors.toFloats(tensor), Tensors.shape(tensor));
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

  private boolean fits(long[] wanted) {
    boolean fits = shape.length == wanted.length;
    for (int axis = 0; fits && axis < shape.length; axis++) {
      fits = wanted[axis] < 0 || wanted[axis] == shape[axis];
    }
    return fits;
  }
}
