package org.outeffhop.export;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;

/** Names, types and axes of a graph's inputs and outputs. */
final class ValueInfos {
  private ValueInfos() {}

  /**
   * One of them.
   *
   * @param axes a number for a fixed size, a name for one that is free; null where nothing is known
   */
  static ValueInfoProto of(String name, DataType type, Object... axes) {
    TypeProto.Builder proto = TypeProto.newBuilder();
    proto.getTensorTypeBuilder().setElemType(type.getNumber());
    if (axes != null) {
      proto.getTensorTypeBuilder().setShape(shape(axes));
    }
    return ValueInfoProto.newBuilder().setName(name).setType(proto).build();
  }

  private static TensorShapeProto shape(Object... axes) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (Object axis : axes) {
      if (axis instanceof String symbol) {
        shape.addDimBuilder().setDimParam(symbol);
      } else {
        shape.addDimBuilder().setDimValue(((Number) axis).longValue());
      }
    }
    return shape.build();
  }
}
