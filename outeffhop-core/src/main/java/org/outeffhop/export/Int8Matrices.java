package org.outeffhop.export;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.HashSet;
import java.util.Set;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.quantization.PerChannelQuantizer;
import org.outeffhop.quantization.Quantizer;
import org.outeffhop.quantization.UniformQuantizer;
import org.outeffhop.quantization.WeightQuantization;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * Weights as eight-bit integers in a graph. A linear layer whose matrix is a table too, such as a
 * tied head, has the table's integers and its scales, one a row.
 */
final class Int8Matrices {
  private final Int8Weights format;
  private final Set<String> tables = new HashSet<>();

  Int8Matrices(Int8Weights format) {
    this.format = format;
  }

  boolean quantizes(String weight) {
    return !format.fullPrecision().test(weight);
  }

  /** Whether rows were picked from a parameter. */
  boolean isTable(String name) {
    return tables.contains(name);
  }

  /**
   * A parameter, [out, in].
   *
   * @param transposed whether the integers are stored as [in, out]
   */
  Int8Matrix of(OnnxGraph graph, String name, Weights weights, boolean transposed) {
    WeightQuantization grids = isTable(name) ? WeightQuantization.perChannel() : format.grids();
    return matrix(graph, name, weights, grids, transposed);
  }

  /** A parameter from which rows are picked, each on a grid of its own. */
  Int8Matrix table(OnnxGraph graph, String name, Weights weights) {
    tables.add(name);
    return of(graph, name, weights, false);
  }

  /** Rows of a table: [B, L] to [B, L, width]. */
  OnnxValue embedding(OnnxOps ops, String name, OnnxValue indices, Weights weights) {
    if (!quantizes(name)) {
      return ops.gather(ops.graph().parameter(name, weights.of(name)), indices);
    }
    Int8Matrix table = table(ops.graph(), name, weights);
    OnnxValue rows = ops.to(DataType.FLOAT, ops.gather(table.integers(), indices));
    return ops.mul(rows, ops.unsqueeze(ops.gather(table.scale(), indices), 2));
  }

  private Int8Matrix matrix(
      OnnxGraph graph, String name, Weights weights, WeightQuantization grids, boolean transposed) {
    String kind = name + (grids.equals(WeightQuantization.perChannel()) ? "/rows" : "/grid");
    String scale = kind + "/scale";
    String integers = kind + (transposed ? "/transposed" : "/integers");
    if (!weights.has(integers)) {
      quantize(weights, name, grids, scale, integers, transposed);
    }
    return new Int8Matrix(
        graph.constant(Initializer.of(integers, DataType.INT8, weights.of(integers))),
        weights.of(integers),
        graph.parameter(scale, weights.of(scale)),
        weights.of(scale),
        transposed);
  }

  /** Grids are signed only where a value is negative, so a matrix without one changes its sign. */
  private void quantize(
      Weights weights,
      String name,
      WeightQuantization grids,
      String scale,
      String integers,
      boolean transposed) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor weight = weights.of(name).detach();
      Scalar sign = Tensors.scalar(Tensors.item(weight.min()) < 0 ? 1 : -1);
      Tensor signed = weight.mul(sign);
      Quantizer quantizer = grids.quantizer(signed, format.bits());
      weights.derive(scale, () -> scale(quantizer));
      weights.derive(
          integers,
          () -> {
            Tensor q = integers(quantizer, signed).mul(sign);
            Tensor bytes = q.clamp_max_(Tensors.scalar(Byte.MAX_VALUE)).to(ScalarType.Char);
            return transposed ? bytes.t() : bytes;
          });
    }
  }

  private static Tensor scale(Quantizer quantizer) {
    return quantizer instanceof PerChannelQuantizer channels
        ? Tensors.of(channels.scales(), channels.scales().length)
        : Tensors.of(new float[] {uniform(quantizer).scale()}, 1).squeeze();
  }

  private static Tensor integers(Quantizer quantizer, Tensor weight) {
    return quantizer instanceof PerChannelQuantizer channels
        ? channels.quantize(weight)
        : uniform(quantizer).quantize(weight);
  }

  private static UniformQuantizer uniform(Quantizer quantizer) {
    if (quantizer instanceof UniformQuantizer uniform) {
      return uniform;
    }
    throw new IllegalArgumentException(
        "weights have a "
            + quantizer.getClass().getSimpleName()
            + "; a graph takes one scale a"
            + " tensor or a row");
  }
}
