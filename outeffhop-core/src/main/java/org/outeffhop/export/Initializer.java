package org.outeffhop.export;

import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * A constant of a graph. The bytes of a parameter are read when the file is written and never stand
 * in Java's heap as a whole.
 *
 * @param name unique in the graph
 * @param type what the elements are
 * @param shape the sizes of all axes; none for a single number
 * @param byteCount the size of the elements
 * @param content writes the elements, little-endian and in row-major order
 */
record Initializer(
    String name, TensorProto.DataType type, List<Long> shape, long byteCount, Content content) {
  private static final int CHUNK = 1 << 20;

  /** Writes the elements. */
  @FunctionalInterface
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /** A contiguous float32, int32 or int8 tensor on the CPU that outlives the graph. */
  static Initializer of(String name, TensorProto.DataType type, Tensor tensor) {
    return new Initializer(
        name,
        type,
        Arrays.stream(Tensors.shape(tensor)).boxed().toList(),
        tensor.numel() * tensor.element_size(),
        out -> copy(tensor, out));
  }

  /** Numbers from Java, little-endian. */
  static Initializer of(
      String name, TensorProto.DataType type, List<Long> shape, ByteBuffer little) {
    byte[] bytes = little.array();
    return new Initializer(name, type, shape, bytes.length, out -> out.write(bytes));
  }

  /** A buffer that {@link #of(String, TensorProto.DataType, List, ByteBuffer)} takes. */
  static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void copy(Tensor tensor, OutputStream out) throws IOException {
    try (TensorScope scope = TensorScope.open()) {
      Tensor plain = tensor.detach().cpu().contiguous();
      long size = plain.numel() * plain.element_size();
      BytePointer bytes = new BytePointer(plain.data_ptr()).capacity(size);
      byte[] chunk = new byte[CHUNK];
      for (long done = 0; done < size; done += CHUNK) {
        int length = (int) Math.min(CHUNK, size - done);
        bytes.position(done).get(chunk, 0, length);
        out.write(chunk, 0, length);
      }
    }
  }
}
