package org.outeffhop.export;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.List;

/** The scale and the zero point of a grid as constants of a graph. */
final class GridConstants {
  private GridConstants() {}

  /** The integers that stand for a value. */
  static OnnxValue quantize(OnnxOps ops, OnnxValue x, ByteGrid grid) {
    OnnxGraph graph = ops.graph();
    OnnxValue integers = ops.node("QuantizeLinear", x, scale(graph, grid), zeroPoint(graph, grid));
    return integers.on(grid);
  }

  /** What a value's integers stand for; the value itself where it is not quantized. */
  static OnnxValue dequantize(OnnxOps ops, OnnxValue x) {
    OnnxGraph graph = ops.graph();
    return x.grid() == null
        ? x
        : ops.node("DequantizeLinear", x, scale(graph, x.grid()), zeroPoint(graph, x.grid()));
  }

  private static OnnxValue scale(OnnxGraph graph, ByteGrid grid) {
    return graph.number(grid.scale());
  }

  static OnnxValue zeroPoint(OnnxGraph graph, ByteGrid grid) {
    return graph.constant(
        Initializer.of(
            "zero_point/" + grid.zeroPoint(),
            DataType.UINT8,
            List.of(),
            Initializer.buffer(1).put((byte) grid.zeroPoint())));
  }
}
