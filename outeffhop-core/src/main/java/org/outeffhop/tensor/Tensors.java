package org.outeffhop.tensor;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Tensors to and from Java arrays, and the arguments of libtorch that are awkward to write in Java.
 */
public final class Tensors {
  private static final long CHUNK_BYTES = 1L << 26;

  private Tensors() {}

  /** A float32 tensor of the given shape on the CPU, with the values in row-major order. */
  public static Tensor of(float[] values, long... shape) {
    requireCount(values.length, shape);
    Tensor tensor = empty(ScalarType.Float, shape);
    if (values.length > 0) {
      tensor.data_ptr_float().put(values, 0, values.length);
    }
    return tensor;
  }

  /** A float64 tensor of the given shape on the CPU, with the values in row-major order. */
  public static Tensor of(double[] values, long... shape) {
    requireCount(values.length, shape);
    Tensor tensor = empty(ScalarType.Double, shape);
    if (values.length > 0) {
      tensor.data_ptr_double().put(values, 0, values.length);
    }
    return tensor;
  }

  /** An int64 tensor of the given shape on the CPU, as embeddings and losses take indices. */
  public static Tensor ofIndices(int[] values, long... shape) {
    requireCount(values.length, shape);
    Tensor tensor = empty(ScalarType.Long, shape);
    long[] wide = Arrays.stream(values).asLongStream().toArray();
    if (wide.length > 0) {
      tensor.data_ptr_long().put(wide, 0, wide.length);
    }
    return tensor;
  }

  /** An uninitialised tensor on the CPU. */
  public static Tensor empty(ScalarType type, long... shape) {
    return torch.empty(shape, new TensorOptions(type), new MemoryFormatOptional());
  }

  /** A tensor of zeros on the CPU. */
  public static Tensor zeros(ScalarType type, long... shape) {
    return torch.zeros(shape, new TensorOptions(type));
  }

  /** The elements in row-major order, converted to float32. */
  public static float[] toFloats(Tensor tensor) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor plain = tensor.detach().cpu().to(ScalarType.Float).contiguous();
      float[] values = new float[Math.toIntExact(plain.numel())];
      if (values.length > 0) {
        FloatPointer pointer = plain.data_ptr_float();
        pointer.get(values, 0, values.length);
      }
      return values;
    }
  }

  /** The elements in row-major order, converted to float64. */
  public static double[] toDoubles(Tensor tensor) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor plain = tensor.detach().cpu().to(ScalarType.Double).contiguous();
      double[] values = new double[Math.toIntExact(plain.numel())];
      if (values.length > 0) {
        DoublePointer pointer = plain.data_ptr_double();
        pointer.get(values, 0, values.length);
      }
      return values;
    }
  }

  /** The elements in row-major order, converted to int64. */
  public static long[] toLongs(Tensor tensor) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor plain = tensor.detach().cpu().to(ScalarType.Long).contiguous();
      long[] values = new long[Math.toIntExact(plain.numel())];
      if (values.length > 0) {
        LongPointer pointer = plain.data_ptr_long();
        pointer.get(values, 0, values.length);
      }
      return values;
    }
  }

  /** Views of a contiguous tensor's bytes on the CPU, each small enough for a buffer. */
  public static List<ByteBuffer> bytes(Tensor tensor) {
    List<ByteBuffer> parts = new ArrayList<>();
    long bytes = tensor.numel() * tensor.element_size();
    for (long begin = 0; begin < bytes; begin += CHUNK_BYTES) {
      BytePointer view = new BytePointer(tensor.data_ptr());
      parts.add(view.position(begin).limit(Math.min(bytes, begin + CHUNK_BYTES)).asByteBuffer());
    }
    return parts;
  }

  /** The element type, comparable with {@code ==}. */
  public static ScalarType type(Tensor tensor) {
    return tensor.scalar_type().intern();
  }

  /** The sizes of all axes. */
  public static long[] shape(Tensor tensor) {
    long[] shape = new long[Math.toIntExact(tensor.dim())];
    for (int axis = 0; axis < shape.length; axis++) {
      shape[axis] = tensor.size(axis);
    }
    return shape;
  }

  /** The value of a tensor with one element. */
  public static double item(Tensor tensor) {
    try (TensorScope scope = TensorScope.open()) {
      return tensor.item().toDouble();
    }
  }

  /**
   * max |a - b| / max |b|: the relative difference in the maximum norm; 0 where both are all zero.
   */
  public static double relativeDifference(Tensor a, Tensor b) {
    try (TensorScope scope = TensorScope.open()) {
      double difference = item(a.sub(b).abs().max());
      double size = item(b.abs().max());
      return difference == 0 ? 0 : difference / size;
    }
  }

  /**
   * Whether every element is finite, which is so if the smallest and the largest are. Unlike {@code
   * isfinite}, this allocates nothing of the tensor's size.
   *
   * @param x not empty
   */
  public static boolean isFinite(Tensor x) {
    T_TensorTensor_T ends = torch.aminmax(x.detach());
    return Double.isFinite(item(ends.get0())) && Double.isFinite(item(ends.get1()));
  }

  /** An argument of type {@code Scalar}. */
  public static Scalar scalar(double value) {
    return new Scalar(value);
  }

  /** min(max(x, -limit), limit). */
  public static Tensor within(Tensor x, double limit) {
    return x.clamp(new ScalarOptional(scalar(-limit)), new ScalarOptional(scalar(limit)));
  }

  /** An optional tensor: absent where {@code tensor} is null. */
  public static TensorOptional optional(Tensor tensor) {
    return tensor == null ? new TensorOptional() : new TensorOptional(tensor);
  }

  /** An optional number that is present. */
  public static DoubleOptional optional(double value) {
    return new DoubleOptional(value);
  }

  private static void requireCount(int count, long... shape) {
    long product = Arrays.stream(shape).reduce(1, Math::multiplyExact);
    if (product != count) {
      throw new IllegalArgumentException(
          "shape "
              + Arrays.toString(shape)
              + " takes "
              + product
              + " values, but there are "
              + count);
    }
  }
}
