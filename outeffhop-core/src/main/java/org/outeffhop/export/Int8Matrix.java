package org.outeffhop.export;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * A weight matrix as integers in a graph.
 *
 * @param integers [out, in], or [in, out] where it is transposed
 * @param values those integers
 * @param scale one number, or [out]
 * @param scales the values of that
 * @param transposed whether the integers are [in, out]
 */
record Int8Matrix(
    OnnxValue integers, Tensor values, OnnxValue scale, Tensor scales, boolean transposed) {
  /**
   * Zero points, all 0, as many as scales. Every matrix has its own: where ONNX Runtime makes
   * weights unsigned, it refuses zero points that two products share.
   */
  OnnxValue zeroPoint(OnnxGraph graph) {
    boolean vector = scales.dim() == 1;
    long count = scales.numel();
    return graph.constant(
        Initializer.of(
            integers.name() + "/zero_points",
            DataType.INT8,
            vector ? List.of(count) : List.of(),
            Initializer.buffer(Math.toIntExact(count))));
  }

  /** The matrix as the pattern of ONNX Runtime wants it before a product. */
  OnnxValue dequantized(OnnxOps ops) {
    return dequantized(ops, transposed ? 1 : 0, integers, scale, zeroPoint(ops.graph()));
  }

  /** The bias on the grid of the sums, whose scale is the input's times the matrix's. */
  OnnxValue bias(OnnxOps ops, String name, ByteGrid input, Weights weights) {
    OnnxGraph graph = ops.graph();
    String grid = ops.module() + "/bias/scale";
    String integers = ops.module() + "/bias/integers";
    weights.derive(grid, () -> scales.mul(Tensors.scalar(input.scale())));
    weights.derive(
        integers,
        () -> weights.of(name).detach().div(weights.of(grid)).round_().to(ScalarType.Int));
    OnnxValue bias = graph.constant(Initializer.of(integers, DataType.INT32, weights.of(integers)));
    return dequantized(ops, 0, bias, graph.parameter(grid, weights.of(grid)));
  }

  /** What the integers stand for, [out, in], in float32. */
  Tensor dequantized() {
    try (TensorScope scope = TensorScope.open()) {
      Tensor steps = scales.dim() == 1 ? scales.unsqueeze(1) : scales;
      Tensor rows = transposed ? values.t() : values;
      return scope.keep(rows.to(ScalarType.Float).mul(steps));
    }
  }

  private static OnnxValue dequantized(OnnxOps ops, int axis, OnnxValue... arguments) {
    return ops.node("DequantizeLinear", List.of(Attributes.integer("axis", axis)), arguments);
  }
}
