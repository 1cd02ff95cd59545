package org.outeffhop.runtime;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What ONNX Runtime cannot bear in a graph, looked for before it has the file: whole numbers that
 * are divided, since a division by zero ends the process, sizes of zero that it divides by, and
 * loops without a small constant number of rounds. No export writes any of them. No tensor's values
 * are taken into memory.
 */
final class RunnableGraph {
  private static final int MOST_BYTES = 1 << 20;
  private static final int MOST_ROUNDS = 1000;

  /** Functions of a model, a field that the bundled protocol lacks. */
  private static final int FUNCTIONS = 25;

  private static final int INT64 = TensorProto.DataType.INT64.getNumber();
  private static final int FLOAT = TensorProto.DataType.FLOAT.getNumber();
  private static final Set<Integer> FLOATS =
      Set.of(
          FLOAT,
          TensorProto.DataType.FLOAT16.getNumber(),
          TensorProto.DataType.BFLOAT16.getNumber(),
          TensorProto.DataType.DOUBLE.getNumber());

  /** Attributes that kernels divide by. */
  private static final Set<String> DIVISORS =
      Set.of(
          "num_heads",
          "kv_num_heads",
          "q_num_heads",
          "strides",
          "dilations",
          "kernel_shape",
          "group",
          "groups",
          "num_groups",
          "blocksize",
          "block_size");

  private final Path file;
  private final OnnxFields in;
  private final List<NodeProto> nodes = new ArrayList<>();

  /** The type of every value, a {@link TensorProto.DataType}; missing where it is not known. */
  private final Map<String, Integer> types = new HashMap<>();

  /** The whole numbers among the constants. */
  private final Map<String, Long> numbers = new HashMap<>();

  private RunnableGraph(Path file, OnnxFields in) {
    this.file = file;
    this.in = in;
  }

  /**
   * Checks a model.
   *
   * @throws IllegalArgumentException if it is damaged, or has what could end the process, naming
   *     the node
   */
  static void require(Path file) throws IOException {
    RunnableGraph[] graph = new RunnableGraph[1];
    OnnxFields.read(
        file,
        fields -> {
          graph[0] = new RunnableGraph(file, fields);
          return graph[0]::model;
        });
    graph[0].nodes.forEach(graph[0]::requireNode);
  }

  private boolean model(int field) throws IOException {
    if (field == FUNCTIONS) {
      throw new IllegalArgumentException(file + " has functions of its own; no export writes any");
    }
    return field == ModelProto.GRAPH_FIELD_NUMBER && in.message(this::graph);
  }

  private boolean graph(int field) throws IOException {
    switch (field) {
      case GraphProto.NODE_FIELD_NUMBER -> nodes.add(NodeProto.parseFrom(bytes()));
      case GraphProto.INPUT_FIELD_NUMBER -> input(ValueInfoProto.parseFrom(bytes()));
      case GraphProto.INITIALIZER_FIELD_NUMBER -> readConstant();
      default -> {
        return false;
      }
    }
    return true;
  }

  private void readConstant() throws IOException {
    String[] name = {""};
    int[] type = {0};
    long[] number = {-1};
    in.message(
        field -> {
          switch (field) {
            case TensorProto.NAME_FIELD_NUMBER ->
                name[0] = new String(bytes(), StandardCharsets.UTF_8);
            case TensorProto.RAW_DATA_FIELD_NUMBER -> number[0] = in.onlyNumber();
            default -> {
              return false;
            }
          }
          return true;
        },
        field -> {
          boolean isType = field == TensorProto.DATA_TYPE_FIELD_NUMBER;
          type[0] = isType ? in.integer() : type[0];
          return isType;
        });
    types.put(name[0], type[0]);
    if (type[0] == INT64) {
      numbers.put(name[0], number[0]);
    }
  }

  private byte[] bytes() throws IOException {
    return in.bytes(MOST_BYTES, "node or name");
  }

  private void requireNode(NodeProto node) {
    for (AttributeProto attribute : node.getAttributeList()) {
      if (attribute.hasG() || attribute.getGraphsCount() > 0) {
        requireLoop(node, attribute);
      }
      if (DIVISORS.contains(attribute.getName())) {
        requireDivisor(node, attribute);
      }
    }
    String operator = node.getOpType();
    if (Set.of("Div", "Mod").contains(operator)
        && node.getInputList().stream().noneMatch(input -> FLOATS.contains(type(input)))) {
      throw refused(node, "divides whole numbers, which ends the process where one is zero");
    }
    for (int i = 0; i < node.getOutputCount(); i++) {
      types.put(node.getOutput(i), outputType(node, i));
    }
  }

  private void requireLoop(NodeProto node, AttributeProto body) {
    long rounds = node.getInputCount() == 0 ? -1 : numbers.getOrDefault(node.getInput(0), -1L);
    if (!node.getOpType().equals("Loop") || rounds < 0 || rounds > MOST_ROUNDS) {
      throw refused(
          node,
          String.format(
              Locale.ROOT,
              "has a graph of its own, which is not run a constant number of times up to %d",
              MOST_ROUNDS));
    }
    GraphProto graph = body.getG();
    graph.getInputList().forEach(this::input);
    graph
        .getInitializerList()
        .forEach(constant -> types.put(constant.getName(), constant.getDataType()));
    graph.getNodeList().forEach(this::requireNode);
  }

  private void input(ValueInfoProto input) {
    types.put(input.getName(), input.getType().getTensorType().getElemType());
  }

  private void requireDivisor(NodeProto node, AttributeProto attribute) {
    List<Long> values = new ArrayList<>(attribute.getIntsList());
    if (values.isEmpty()) {
      values.add(attribute.getI());
    }
    for (long value : values) {
      if (value < 1) {
        throw refused(
            node,
            String.format(
                Locale.ROOT, "has %s %d; it must be at least 1", attribute.getName(), value));
      }
    }
  }

  private int type(String value) {
    return types.getOrDefault(value, 0);
  }

  /** The type of an output: that of the first input, but for a few operators. */
  private int outputType(NodeProto node, int output) {
    String operator = node.getOpType();
    return switch (operator) {
      case "Shape", "Size", "NonZero", "ArgMax", "ArgMin" -> INT64;
      case "Cast" ->
          node.getAttributeList().stream()
              .filter(attribute -> attribute.getName().equals("to"))
              .mapToInt(attribute -> (int) attribute.getI())
              .findFirst()
              .orElse(0);
      case "TopK" -> output == 0 ? inputType(node, 0) : INT64;
      case "Where" -> inputType(node, 1);
      case "Loop" -> inputType(node, 2 + output);
      case "DequantizeLinear" -> inputType(node, 1);
      case "DynamicQuantizeLinear" -> output == 1 ? FLOAT : 0;
      case "ConstantOfShape", "Constant", "MatMulInteger", "QuantizeLinear" -> 0;
      default -> inputType(node, 0);
    };
  }

  private int inputType(NodeProto node, int input) {
    return input < node.getInputCount() ? type(node.getInput(input)) : 0;
  }

  private IllegalArgumentException refused(NodeProto node, String what) {
    return new IllegalArgumentException(
        "%s: its node '%s' (%s) %s; no export writes that"
            .formatted(file, node.getName(), node.getOpType(), what));
  }
}
