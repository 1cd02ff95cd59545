package org.outeffhop.export;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.outeffhop.quantization.UniformQuantizer;

/**
 * Products of eight-bit integers on calibrated grids, as pairs of QuantizeLinear and
 * DequantizeLinear around every linear layer and every product of attention, where ONNX Runtime
 * replaces them by integer kernels.
 *
 * <p>A value is quantized where a product takes it and nowhere else. What only moves elements
 * between there and the product, such as the split into heads, moves bytes.
 */
final class StaticInt8 implements Arithmetic {
  private final Map<String, UniformQuantizer> activations;
  private final Int8Matrices matrices;
  private final Float32Arithmetic float32 = new Float32Arithmetic();
  private final Map<String, OnnxValue> quantized = new HashMap<>();
  private final Set<String> points = new HashSet<>();
  private final Set<String> moved = new HashSet<>();
  private final Map<String, Int8Matrix> stored = new HashMap<>();

  /** Arithmetic for one graph. */
  StaticInt8(Precision.Int8 precision) {
    activations = precision.activations();
    matrices = new Int8Matrices(precision.weights());
  }

  @Override
  public OnnxValue operand(OnnxOps ops, OnnxValue x) {
    UniformQuantizer quantizer = activations.get(x.point());
    if (x.grid() != null || quantizer == null) {
      return x;
    }
    points.add(x.point());
    if (!x.point().equals(x.name())) {
      moved.add(x.point());
    }
    return quantized.computeIfAbsent(
        x.name(),
        name -> GridConstants.quantize(ops.in(name), x, ByteGrid.of(x.point(), quantizer)));
  }

  @Override
  public Set<String> quantizedPoints() {
    return Set.copyOf(points);
  }

  /** With the bias among the integers: one QGemm, whose output may be integers as well. */
  @Override
  public OnnxValue linear(OnnxOps ops, LinearNames names, OnnxValue x, Weights weights) {
    OnnxValue integers = input(ops, names, x);
    OnnxValue a = GridConstants.dequantize(ops, integers);
    if (!isInteger(names, integers)) {
      return float32.linear(ops, names, a, weights);
    }
    Int8Matrix matrix = stored(ops, names, weights, false);
    OnnxValue b = matrix.dequantized(ops);
    var transposed = List.of(Attributes.integer("transB", 1));
    return weights.has(names.bias())
        ? ops.node(
            "Gemm", transposed, a, b, matrix.bias(ops, names.bias(), integers.grid(), weights))
        : ops.node("Gemm", transposed, a, b);
  }

  /** With the bias in float32: QGemm would first write it to every row, on one thread. */
  @Override
  public OnnxValue linearAndSum(OnnxOps ops, LinearNames names, OnnxValue x, Weights weights) {
    OnnxValue integers = input(ops, names, x);
    OnnxValue a = GridConstants.dequantize(ops, integers);
    if (!isInteger(names, integers)) {
      return float32.overAnyAxes(ops, names, a, weights);
    }
    OnnxValue b = stored(ops, names, weights, true).dequantized(ops);
    return Float32Arithmetic.withBias(ops, names, ops.matMul(a, b), weights);
  }

  @Override
  public boolean isInteger() {
    return true;
  }

  private OnnxValue input(OnnxOps ops, LinearNames names, OnnxValue x) {
    return matrices.quantizes(names.simulatedWeight()) ? operand(ops, x) : x;
  }

  private boolean isInteger(LinearNames names, OnnxValue input) {
    return input.grid() != null && matrices.quantizes(names.simulatedWeight());
  }

  private Int8Matrix stored(OnnxOps ops, LinearNames names, Weights weights, boolean transposed) {
    Int8Matrix matrix = matrices.of(ops.graph(), names.weight(), weights, transposed);
    stored.put(names.simulatedWeight(), matrix);
    return matrix;
  }

  @Override
  public boolean quantizes(String weight) {
    return matrices.quantizes(weight);
  }

  @Override
  public OnnxValue embedding(OnnxOps ops, String name, OnnxValue indices, Weights weights) {
    if (matrices.quantizes(name)) {
      stored.put(name, matrices.table(ops.graph(), name, weights));
    }
    return matrices.embedding(ops, name, indices, weights);
  }

  /** Without what only moved values are rounded of: its residual is the one that was not. */
  @Override
  public GraphSimulation simulation() {
    Map<String, UniformQuantizer> rounded = new HashMap<>(activations);
    rounded.keySet().retainAll(points);
    rounded.keySet().removeAll(moved);
    return new GraphSimulation(rounded, stored);
  }

  /** The factor is in the scale of the first operand, where it costs nothing. */
  @Override
  public OnnxValue product(OnnxOps ops, OnnxValue a, OnnxValue b, double factor) {
    OnnxValue right = GridConstants.dequantize(ops, b);
    if (a.grid() == null || b.grid() == null) {
      return float32.product(ops, GridConstants.dequantize(ops, a), right, factor);
    }
    OnnxValue scaled = a.on(a.grid().times(factor));
    return ops.matMul(GridConstants.dequantize(ops, scaled), right);
  }
}
