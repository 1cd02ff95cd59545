package org.outeffhop.export;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * Rotary positions, as {@code RotaryPositions} turns vectors.
 *
 * @param cosine [L, 1, D/2]
 * @param sine likewise
 */
record OnnxRotation(OnnxValue cosine, OnnxValue sine) {
  /** The angles of the tokens' places, from tables up to the longest sequence. */
  static OnnxRotation of(OnnxOps ops, double[] frequencies, int longest, Sequences batch) {
    return new OnnxRotation(
        table(ops, "rotary/cosine", Math::cos, frequencies, longest, batch),
        table(ops, "rotary/sine", Math::sin, frequencies, longest, batch));
  }

  private static OnnxValue table(
      OnnxOps ops,
      String name,
      DoubleUnaryOperator function,
      double[] frequencies,
      int longest,
      Sequences batch) {
    ByteBuffer values =
        Initializer.buffer(Math.multiplyExact(longest * frequencies.length, Float.BYTES));
    for (int place = 0; place < longest; place++) {
      for (double frequency : frequencies) {
        values.putFloat((float) function.applyAsDouble(place * frequency));
      }
    }
    List<Long> shape = List.of((long) longest, 1L, (long) frequencies.length);
    OnnxValue table = ops.graph().constant(Initializer.of(name, DataType.FLOAT, shape, values));
    return batch.ofThese(ops, table, 0);
  }

  /** The turned vectors as rows. */
  OnnxValue turn(OnnxOps ops, OnnxValue rows, HeadShape shape) {
    long half = shape.size() / 2;
    OnnxValue heads = ops.reshape(rows, shape.shape());
    OnnxValue first = ops.slice(heads, 3, 0, half);
    OnnxValue second = ops.slice(heads, 3, half, shape.size());
    OnnxValue turned =
        ops.concat(
            3,
            ops.sub(ops.mul(first, cosine), ops.mul(second, sine)),
            ops.add(ops.mul(second, cosine), ops.mul(first, sine)));
    return ops.reshape(turned, -1, shape.width());
  }
}
