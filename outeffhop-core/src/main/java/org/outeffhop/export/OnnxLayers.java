package org.outeffhop.export;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.outeffhop.nn.Activation;

/**
 * The layers of which all models are made. Hidden states are rows, [B L, W], wherever axes do not
 * matter: so a linear layer is one Gemm with its bias, over the parameter as it is. Products of
 * integers whose bias goes with what comes behind need not be rows, {@link #linearAndSum}.
 */
final class OnnxLayers {
  private final OnnxGraph graph;
  private final Weights weights;
  private final Arithmetic arithmetic;
  private final Map<String, double[]> shortcuts;
  private final Map<String, OnnxValue> rows = new HashMap<>();

  /**
   * Layers of a graph.
   *
   * @param shortcuts what x is multiplied with in a sum x + change, by the sum's name
   */
  OnnxLayers(
      OnnxGraph graph, Weights weights, Arithmetic arithmetic, Map<String, double[]> shortcuts) {
    this.graph = graph;
    this.weights = weights;
    this.arithmetic = arithmetic;
    this.shortcuts = shortcuts;
  }

  OnnxGraph graph() {
    return graph;
  }

  Weights weights() {
    return weights;
  }

  Arithmetic arithmetic() {
    return arithmetic;
  }

  OnnxOps ops(String module) {
    return new OnnxOps(graph, module);
  }

  /** A parameter of the model as a constant. */
  OnnxValue parameter(String name) {
    return graph.parameter(name, weights.of(name));
  }

  /** y = x W^T + b, [rows, out]; x is [rows, in], or known to be sequences. */
  OnnxValue linear(String name, OnnxValue x) {
    return linear(LinearNames.of(name), x);
  }

  /** The same of a layer that shares parameters with others. */
  OnnxValue linear(LinearNames names, OnnxValue x) {
    OnnxOps ops = ops(names.module());
    OnnxValue input = x.sequences() ? rows(ops, names, x) : x;
    return graph.at(names.module(), arithmetic.linear(ops, names, input, weights));
  }

  /**
   * The same before a GELU or a residual; x is [.., in] and y [.., out] where {@link #inSequences},
   * rows otherwise.
   */
  OnnxValue linearAndSum(String name, OnnxValue x) {
    return graph.at(name, arithmetic.linearAndSum(ops(name), LinearNames.of(name), x, weights));
  }

  /** Whether hidden states are better [B, L, W] than rows. */
  boolean inSequences() {
    return arithmetic.isInteger();
  }

  /** What a layer takes of sequences as rows, once for all layers that take the same. */
  private OnnxValue rows(OnnxOps ops, LinearNames names, OnnxValue x) {
    boolean rounded = arithmetic.quantizes(names.simulatedWeight());
    OnnxValue taken = rounded ? arithmetic.operand(ops, x) : x;
    long width = weights.of(names.weight()).size(1);
    return rows.computeIfAbsent(taken.name(), name -> ops(x.name()).reshape(taken, -1, width));
  }

  /** The rows of a table, [B, L, width]. */
  OnnxValue embedding(OnnxOps ops, String name, OnnxValue indices) {
    return arithmetic.embedding(ops, name, indices, weights);
  }

  /** The same of a table that is a head's matrix too; once in float32 is enough for both. */
  OnnxValue embedding(OnnxOps ops, String name, OnnxValue indices, String head) {
    return arithmetic.quantizes(LinearNames.simulatedWeight(head))
        ? embedding(ops, name, indices)
        : ops.gather(parameter(name), indices);
  }

  /** The norm over the last axis, under the name of its probe point. */
  OnnxValue layerNorm(String name, OnnxValue x, long width, double eps) {
    return graph.at(name, normalised(name, x, width, eps));
  }

  /** The norm over the last axis, without gain and bias where the model has none. */
  OnnxValue normalised(String name, OnnxValue x, long width, double eps) {
    OnnxOps ops = ops(name);
    var attributes = List.of(Attributes.integer("axis", -1), Attributes.number("epsilon", eps));
    return weights.has(name + ".weight")
        ? ops.node(
            "LayerNormalization",
            attributes,
            x,
            parameter(name + ".weight"),
            parameter(name + ".bias"))
        : ops.node("LayerNormalization", attributes, x, ones(width));
  }

  /** x / sqrt(mean(x^2) + eps) * gain over the last axis. */
  OnnxValue rmsNorm(String name, OnnxValue x, double eps) {
    OnnxOps ops = ops(name);
    OnnxValue size = ops.node("Sqrt", ops.add(ops.mean(ops.pow(x, 2), -1), eps));
    return graph.at(name, ops.mul(ops.div(x, size), parameter(name + ".weight")));
  }

  private OnnxValue ones(long width) {
    double[] ones = new double[Math.toIntExact(width)];
    Arrays.fill(ones, 1);
    return vector("ones/" + width, ones);
  }

  private OnnxValue vector(String name, double[] values) {
    var buffer = Initializer.buffer(Math.multiplyExact(values.length, Float.BYTES));
    for (double value : values) {
      buffer.putFloat((float) value);
    }
    return graph.constant(
        Initializer.of(name, DataType.FLOAT, List.of((long) values.length), buffer));
  }

  /** x + change, under the name of the probe point; x is on its shortcut's scale. */
  OnnxValue sum(String point, OnnxValue x, OnnxValue change) {
    OnnxOps ops = ops(point);
    double[] scale = shortcuts.get(point);
    OnnxValue shortcut = scale == null ? x : ops.mul(x, vector(point + "/shortcut", scale));
    return graph.at(point, ops.add(shortcut, change));
  }

  /**
   * act(x), under the name of the probe point, in the forms that ONNX Runtime knows. Before a
   * product of integers GELU is the one with tanh, which is faster and differs by less than 0.0005,
   * a fraction of a step of the grid that it is rounded to.
   */
  OnnxValue activation(String point, Activation activation, OnnxValue x) {
    boolean rounded = activation == Activation.GELU && arithmetic.isInteger();
    return graph.at(point, activation(ops(point), rounded ? Activation.GELU_TANH : activation, x));
  }

  private OnnxValue activation(OnnxOps ops, Activation activation, OnnxValue x) {
    return switch (activation) {
      case RELU -> ops.relu(x);
      case SILU -> ops.mul(x, ops.sigmoid(x));
      case GELU -> {
        OnnxValue erf = ops.node("Erf", ops.div(x, graph.number(Math.sqrt(2))));
        yield ops.mul(ops.mul(x, ops.add(erf, 1)), 0.5);
      }
      case GELU_TANH -> {
        OnnxValue inner = ops.add(x, ops.mul(ops.pow(x, 3), 0.044715));
        OnnxValue tanh = ops.node("Tanh", ops.mul(inner, Math.sqrt(2 / Math.PI)));
        yield ops.mul(ops.mul(x, 0.5), ops.add(tanh, 1));
      }
    };
  }
}
