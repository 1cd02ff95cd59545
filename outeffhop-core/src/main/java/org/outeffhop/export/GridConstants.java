package org.outeffhop.export;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.List;

/** The scale and the zero point of a grid as constants of a graph. */
final class GridConstants {
  private GridConstants() {}

  static OnnxValue scale(OnnxGraph graph, Grid grid) {
    return graph.number(grid.scale());
  }

  static OnnxValue zeroPoint(OnnxGraph graph, Grid grid) {
    DataType type = grid.signed() ? DataType.INT8 : DataType.UINT8;
    return graph.constant(
        Initializer.of(
            "zero_point/" + type + "/" + grid.zeroPoint(),
            type,
            List.of(),
            Initializer.buffer(1).put((byte) grid.zeroPoint())));
  }
}
