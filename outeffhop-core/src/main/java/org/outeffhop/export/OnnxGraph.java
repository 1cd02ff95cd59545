package org.outeffhop.export;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.Tensor;

/**
 * An ONNX graph in the making: nodes in the order of the forward pass, constants by name, inputs
 * and outputs. Constants are the model's parameters under their own names, and small numbers.
 */
final class OnnxGraph {
  private final Map<String, NodeProto.Builder> nodes = new LinkedHashMap<>();
  private final Map<String, NodeProto.Builder> producers = new HashMap<>();
  private final Map<String, Initializer> initializers;
  private final Set<String> names;
  private final Set<String> used = new HashSet<>();
  private final List<ValueInfoProto> inputs = new ArrayList<>();
  private final List<ValueInfoProto> outputs = new ArrayList<>();
  private final List<ValueInfoProto> lastOutputs = new ArrayList<>();
  private final List<ValueInfoProto> inside = new ArrayList<>();

  /** An empty graph. */
  OnnxGraph() {
    this(new LinkedHashMap<>(), new HashSet<>());
  }

  private OnnxGraph(Map<String, Initializer> initializers, Set<String> names) {
    this.initializers = initializers;
    this.names = names;
  }

  /**
   * An input.
   *
   * @param axes a number for a fixed size, a name for one that is free; null where nothing is known
   */
  OnnxValue input(String name, DataType type, Object... axes) {
    names.add(name);
    inputs.add(ValueInfos.of(name, type, axes));
    return OnnxValue.of(name);
  }

  /** Makes a value an output under a name of its own. */
  void output(String name, OnnxValue value, DataType type, Object... axes) {
    outputs.add(ValueInfos.of(at(name, value).name(), type, axes));
  }

  /** Makes a value an output that stands behind all {@link #output} ones. */
  void lastOutput(String name, OnnxValue value, DataType type, Object... axes) {
    lastOutputs.add(ValueInfos.of(at(name, value).name(), type, axes));
  }

  /**
   * Says what axes a value has that keeps its name, where ONNX Runtime cannot infer them but fuses
   * only what it knows them of.
   */
  OnnxValue known(OnnxValue value, DataType type, Object... axes) {
    inside.add(ValueInfos.of(value.name(), type, axes));
    return value;
  }

  /** Adds a node with one output; both are named after the module and the operator. */
  OnnxValue node(
      String domain,
      String operator,
      String module,
      List<AttributeProto> attributes,
      OnnxValue... arguments) {
    String name = unique(module + "/" + operator);
    NodeProto.Builder node =
        NodeProto.newBuilder()
            .setOpType(operator)
            .setDomain(domain)
            .setName(name)
            .addAllAttribute(attributes)
            .addOutput(name);
    for (OnnxValue argument : arguments) {
      node.addInput(argument.name());
      used.add(argument.name());
    }
    nodes.put(name, node);
    producers.put(name, node);
    return OnnxValue.of(name);
  }

  /** One more output of the node that made a value. */
  OnnxValue further(OnnxValue first, String suffix) {
    String name = unique(first.name() + "." + suffix);
    NodeProto.Builder node = producers.get(first.name());
    node.addOutput(name);
    producers.put(name, node);
    return OnnxValue.of(name);
  }

  /**
   * Gives a value the name of a probe point, as {@code probe.at(name, x)} shows it in the model.
   * Nothing may have used it before.
   */
  OnnxValue at(String name, OnnxValue value) {
    NodeProto.Builder node = producers.remove(value.name());
    if (node == null || used.contains(value.name()) || !names.add(name)) {
      throw new IllegalStateException(
          "cannot call '"
              + value.name()
              + "' '"
              + name
              + "': it is no node's output, is used already, or the name is taken");
    }
    node.setOutput(node.getOutputList().indexOf(value.name()), name);
    producers.put(name, node);
    return value.named(name);
  }

  /** A float32 parameter under its own name; asked for again, the same constant. */
  OnnxValue parameter(String name, Tensor tensor) {
    return constant(Initializer.of(name, DataType.FLOAT, tensor));
  }

  /** A constant; one of the same name, which must be the same, is there only once. */
  OnnxValue constant(Initializer initializer) {
    initializers.putIfAbsent(initializer.name(), initializer);
    names.add(initializer.name());
    return OnnxValue.of(initializer.name());
  }

  /** A float32 number. */
  OnnxValue number(double value) {
    return constant(
        Initializer.of(
            "number/" + (float) value,
            DataType.FLOAT,
            List.of(),
            Initializer.buffer(Float.BYTES).putFloat((float) value)));
  }

  /** An int64 vector. */
  OnnxValue integers(long... values) {
    var buffer = Initializer.buffer(values.length * Long.BYTES);
    Arrays.stream(values).forEach(buffer::putLong);
    String name =
        Arrays.stream(values).mapToObj(Long::toString).collect(Collectors.joining(",", "[", "]"));
    return constant(
        Initializer.of("integers/" + name, DataType.INT64, List.of((long) values.length), buffer));
  }

  /** An int64 number. */
  OnnxValue integer(long value) {
    return constant(
        Initializer.of(
            "integer/" + value,
            DataType.INT64,
            List.of(),
            Initializer.buffer(Long.BYTES).putLong(value)));
  }

  private String unique(String wanted) {
    String name = wanted;
    for (int count = 1; !names.add(name); count++) {
      name = wanted + "_" + count;
    }
    return name;
  }

  /** An empty graph for the body of a loop, which sees this one's values and shares constants. */
  OnnxGraph body() {
    return new OnnxGraph(initializers, names);
  }

  /** All constants. */
  Collection<Initializer> initializers() {
    return Collections.unmodifiableCollection(initializers.values());
  }

  /** The graph without its constants. */
  GraphProto proto(String name) {
    GraphProto.Builder graph = GraphProto.newBuilder().setName(name);
    nodes.values().forEach(node -> graph.addNode(node.build()));
    return graph
        .addAllInput(inputs)
        .addAllOutput(outputs)
        .addAllOutput(lastOutputs)
        .addAllValueInfo(inside)
        .build();
  }
}
