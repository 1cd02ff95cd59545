package org.outeffhop.export;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.tensor.Tensors;

/** Weights as eight-bit integers in a graph. */
final class Int8Matrices {
  private final Int8Weights format;

  Int8Matrices(Int8Weights format) {
    this.format = format;
  }

  boolean quantizes(String weight) {
    return !format.fullPrecision().test(weight);
  }

  /**
   * A parameter, [out, in].
   *
   * @param transposed whether the integers are stored as [in, out]
   */
  Int8Matrix of(OnnxGraph graph, String name, Weights weights, boolean transposed) {
    return matrix(graph, name, weights, transposed, format.perChannel());
  }

  /** Rows of a table, each on a grid of its own: [B, L] to [B, L, width]. */
  OnnxValue embedding(OnnxOps ops, String name, OnnxValue indices, Weights weights) {
    Int8Matrix table = matrix(ops.graph(), name, weights, false, true);
    OnnxValue rows = ops.to(DataType.FLOAT, ops.gather(table.integers(), indices));
    return ops.mul(rows, ops.unsqueeze(ops.gather(table.scale(), indices), 2));
  }

  private Int8Matrix matrix(
      OnnxGraph graph, String name, Weights weights, boolean transposed, boolean rows) {
    String grid = rows ? "/rows" : "/tensor";
    String scale = name + grid + "/scale";
    String integers = name + grid + (transposed ? "/transposed" : "/integers");
    weights.derive(scale, () -> scale(weights.of(name).detach(), rows));
    weights.derive(
        integers,
        () -> {
          Tensor q = integers(weights.of(name).detach(), weights.of(scale));
          return transposed ? q.t() : q;
        });
    return new Int8Matrix(
        graph.constant(Initializer.of(integers, DataType.INT8, weights.of(integers))),
        graph.parameter(scale, weights.of(scale)),
        weights.of(scale));
  }

  private int highest() {
    return (1 << (format.bits() - 1)) - 1;
  }

  /** max |w| / (2^(bits - 1) - 1), of the whole matrix or of every row. */
  private Tensor scale(Tensor weight, boolean rows) {
    Tensor largest = rows ? weight.abs().amax(new long[] {1}, false) : weight.abs().max();
    return largest.div(Tensors.scalar(highest())).clamp_min_(Tensors.scalar(Float.MIN_NORMAL));
  }

  private Tensor integers(Tensor weight, Tensor scale) {
    return weight
        .div(scale.dim() == 0 ? scale : scale.unsqueeze(1))
        .round_()
        .clamp_(
            new ScalarOptional(Tensors.scalar(-highest() - 1)),
            new ScalarOptional(Tensors.scalar(highest())))
        .to(ScalarType.Char);
  }
}
