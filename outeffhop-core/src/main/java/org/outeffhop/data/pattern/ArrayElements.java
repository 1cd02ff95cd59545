package org.outeffhop.data.pattern;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.machine.ProcessMemory;
import org.outeffhop.tensor.Tensors;

/** The elements of an array, which are the last part of its file. */
final class ArrayElements {
  private static final int CHUNK = 1 << 14;

  /** 256 TiB. */
  private static final long MOST_BYTES = 1L << 48;

  /** A type of elements. */
  enum Type {
    UINT8(1),
    INT8(1),
    UINT16(2),
    INT16(2),
    INT32(4),
    INT64(8),
    FLOAT32(4),
    FLOAT64(8);

    private final int bytes;

    Type(int bytes) {
      this.bytes = bytes;
    }

    private double get(ByteBuffer buffer) {
      return switch (this) {
        case UINT8 -> buffer.get() & 255;
        case INT8 -> buffer.get();
        case UINT16 -> buffer.getShort() & 65535;
        case INT16 -> buffer.getShort();
        case INT32 -> buffer.getInt();
        case INT64 -> buffer.getLong();
        case FLOAT32 -> buffer.getFloat();
        case FLOAT64 -> buffer.getDouble();
      };
    }
  }

  private ArrayElements() {}

  /**
   * Reads the elements, which must end the file.
   *
   * @param most bytes that the file can have, whatever its header says
   * @param unit what all are divided by
   * @return float64 for FLOAT64, float32 for all others
   * @throws IllegalArgumentException if there are fewer or more, with both numbers of bytes
   */
  static Tensor read(
      String name,
      DataInputStream in,
      long most,
      Type type,
      ByteOrder order,
      long[] shape,
      double unit)
      throws IOException {
    long count = count(name, shape, type);
    if (count * type.bytes > most) {
      throw wrongLength(name, count * type.bytes, most);
    }
    requireMemory(name, count * (type == Type.FLOAT64 ? Double.BYTES : Float.BYTES));
    boolean wide = type == Type.FLOAT64;
    Tensor tensor = Tensors.empty(wide ? ScalarType.Double : ScalarType.Float, shape);
    byte[] bytes = new byte[CHUNK * type.bytes];
    double[] chunk = new double[CHUNK];
    for (long begin = 0; begin < count; begin += CHUNK) {
      int size = (int) Math.min(CHUNK, count - begin);
      int read = in.readNBytes(bytes, 0, size * type.bytes);
      if (read < size * type.bytes) {
        throw wrongLength(name, count * type.bytes, begin * type.bytes + read);
      }
      ByteBuffer buffer = ByteBuffer.wrap(bytes).order(order);
      for (int i = 0; i < size; i++) {
        chunk[i] = type.get(buffer) / unit;
      }
      put(tensor, wide, begin, chunk, size);
    }
    if (in.read() >= 0) {
      throw new IllegalArgumentException(
          "%s has more bytes than the %d that its shape %s needs"
              .formatted(name, count * type.bytes, Arrays.toString(shape)));
    }
    return tensor;
  }

  private static void put(Tensor tensor, boolean wide, long begin, double[] chunk, int size) {
    if (wide) {
      try (DoublePointer pointer = tensor.data_ptr_double()) {
        pointer.position(begin).put(chunk, 0, size);
      }
      return;
    }
    float[] narrow = new float[size];
    for (int i = 0; i < size; i++) {
      narrow[i] = (float) chunk[i];
    }
    try (FloatPointer pointer = tensor.data_ptr_float()) {
      pointer.position(begin).put(narrow, 0, size);
    }
  }

  private static void requireMemory(String name, long bytes) {
    long free = ProcessMemory.availableBytes();
    if (bytes > free) {
      throw new IllegalArgumentException(
          "%s needs %d bytes of memory, but only %d are free".formatted(name, bytes, free));
    }
  }

  /**
   * The number of elements of a shape.
   *
   * @throws IllegalArgumentException if no file has as many
   */
  static long count(String name, long[] shape, Type type) {
    long count = 1;
    long strides = 1;
    for (long size : shape) {
      if (size > MOST_BYTES / type.bytes / strides) {
        throw new IllegalArgumentException(
            name + " has the impossible shape " + Arrays.toString(shape));
      }
      strides *= Math.max(1, size);
      count *= size;
    }
    return count;
  }

  private static IllegalArgumentException wrongLength(String name, long expected, long actual) {
    return new IllegalArgumentException(
        "%s is truncated: its elements need %d bytes, but there are %d"
            .formatted(name, expected, actual));
  }
}
