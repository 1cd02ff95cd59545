package org.outeffhop.export;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.runtime.GraphNames;

/**
 * ONNX Runtime's fused attention of decoders, {@code com.microsoft.GroupQueryAttention}, which
 * appends to a cache of keys and values. Its smooth softmax is Softmax1; a head's sink is a learned
 * one.
 *
 * <p>Every layer has the inputs {@code past_key_values.N.key} and {@code .value}, [batch, heads,
 * past, size], and the outputs {@code present.N.key} and {@code .value}, which have the new tokens
 * behind them. Padding stands behind a sequence's tokens, never in front.
 */
final class CachedAttention implements DecoderAttention {
  /** The free axis of what is there already. */
  private static final long MULTIPLE = 8;

  private static final String DOMAIN = "com.microsoft";
  private static final Set<AttentionMethod> METHODS =
      EnumSet.of(AttentionMethod.VANILLA, AttentionMethod.OUTEFFHOP, AttentionMethod.LEARNED_SINK);

  private static final List<AttributeProto> VECTOR = List.of(Attributes.integer("keepdims", 0));

  private final OnnxLayers layers;
  private final Sequences batch;
  private final QueryKeyShapes shapes;
  private final AttentionMethod method;
  private final OnnxValue before;
  private final OnnxValue total;
  private int count;

  /**
   * Attention over sequences that have a past.
   *
   * @throws IllegalArgumentException if the kernel does not take the heads' size
   */
  CachedAttention(
      OnnxLayers layers, Sequences batch, QueryKeyShapes shapes, AttentionMethod method) {
    if (shapes.queries().size() % MULTIPLE != 0) {
      throw new IllegalArgumentException(
          "heads are of size %d; ONNX Runtime's fused attention takes multiples of %d"
              .formatted(shapes.queries().size(), MULTIPLE));
    }
    this.layers = layers;
    this.batch = batch;
    this.shapes = shapes;
    this.method = method;
    OnnxOps ops = layers.ops("cache");
    OnnxValue seen = ops.node("ReduceSum", VECTOR, batch.visible(), ops.graph().integers(1));
    before = ops.to(DataType.INT32, ops.sub(seen, ops.graph().integer(1)));
    total = ops.to(DataType.INT32, ops.add(batch.past(), batch.length()));
  }

  static void requireKnown(AttentionMethod method) {
    if (!METHODS.contains(method)) {
      throw new IllegalArgumentException(
          "attention is %s; ONNX Runtime's fused attention has %s"
              .formatted(
                  method,
                  String.join(", ", METHODS.stream().map(AttentionMethod::toString).toList())));
    }
  }

  @Override
  public OnnxValue context(
      String name, OnnxValue query, OnnxValue key, OnnxValue value, OnnxValue x) {
    OnnxOps ops = layers.ops(name);
    OnnxGraph graph = layers.graph();
    String past = GraphNames.PAST + count;
    List<OnnxValue> arguments =
        new ArrayList<>(
            List.of(
                batch.unrolled(ops, query, shapes.queries().width()),
                batch.unrolled(ops, key, shapes.keys().width()),
                batch.unrolled(ops, value, shapes.keys().width()),
                graph.input(past + ".key", DataType.FLOAT, axes(GraphNames.PAST_LENGTH)),
                graph.input(past + ".value", DataType.FLOAT, axes(GraphNames.PAST_LENGTH)),
                before,
                total));
    if (method == AttentionMethod.LEARNED_SINK) {
      Stream.generate(() -> OnnxValue.NONE).limit(4).forEach(arguments::add);
      arguments.add(layers.parameter(name + ".sink"));
    }
    OnnxValue context =
        graph.node(
            DOMAIN, "GroupQueryAttention", name, attributes(), arguments.toArray(OnnxValue[]::new));
    OnnxValue keys = graph.further(context, "present_key");
    OnnxValue values = graph.further(context, "present_value");
    String present = GraphNames.PRESENT + count++;
    graph.lastOutput(present + ".key", keys, DataType.FLOAT, axes(GraphNames.TOTAL));
    graph.lastOutput(present + ".value", values, DataType.FLOAT, axes(GraphNames.TOTAL));
    return graph.at(name + ".context", ops.reshape(context, -1, shapes.queries().width()));
  }

  private Object[] axes(String places) {
    return new Object[] {Sequences.BATCH, shapes.keys().heads(), places, shapes.keys().size()};
  }

  private List<AttributeProto> attributes() {
    return List.of(
        Attributes.integer("num_heads", shapes.queries().heads()),
        Attributes.integer("kv_num_heads", shapes.keys().heads()),
        Attributes.integer("smooth_softmax", method == AttentionMethod.OUTEFFHOP ? 1 : 0));
  }
}
