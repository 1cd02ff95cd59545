package org.outeffhop.export;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.outeffhop.files.TemporaryFolder;
import org.outeffhop.machine.Processor;
import org.outeffhop.runtime.OnnxModel;

/**
 * What ONNX Runtime's optimisations make of an exported model on this machine.
 *
 * @param precision the model's
 * @param before how often each operator is in the file
 * @param after how often each one is in the graph that runs; those that only ONNX Runtime has, the
 *     fused ones, begin with {@code com.microsoft.}
 * @param missed patterns that were not replaced, and why
 */
public record FusionAudit(
    String precision,
    Map<String, Integer> before,
    Map<String, Integer> after,
    List<Missed> missed) {
  /**
   * A pattern that ONNX Runtime has a fused operator for, but left as it is.
   *
   * @param operator the fused one
   * @param count how often it could have been
   * @param reason why it was not
   * @param nodes some of the nodes that stayed
   */
  public record Missed(String operator, long count, String reason, List<String> nodes) {}

  private static final int NODES_SHOWN = 3;

  /** Has ONNX Runtime optimise a model of ours for one thread and looks at the result. */
  public static FusionAudit of(Path model) throws IOException {
    try (TemporaryFolder folder = TemporaryFolder.create("fusion-audit")) {
      Path dump = folder.path().resolve("optimised.onnx");
      String precision;
      try (OnnxModel opened = OnnxModel.open(model, 1, dump, Processor.ofThisMachine())) {
        precision = opened.metadata().get("precision");
      }
      List<NodeProto> nodes = GraphNodes.read(dump);
      List<Missed> missed = new ArrayList<>(unfused(nodes));
      if (precision.startsWith("int8")) {
        missed.addAll(notInteger(nodes, precision));
      }
      return new FusionAudit(
          precision, count(GraphNodes.read(model)), count(nodes), List.copyOf(missed));
    }
  }

  private static Map<String, Integer> count(List<NodeProto> nodes) {
    Map<String, Integer> counts = new TreeMap<>();
    nodes.forEach(
        node -> {
          String domain = node.getDomain().isEmpty() ? "" : node.getDomain() + ".";
          counts.merge(domain + node.getOpType(), 1, Integer::sum);
        });
    return counts;
  }

  private static List<Missed> unfused(List<NodeProto> nodes) {
    return Stream.of(
            missed(
                nodes,
                "Softmax",
                "com.microsoft.Attention",
                "its pattern is MatMul and Add over three axes around a Softmax of the scores alone;"
                    + " ours projects rows, and a no-op pattern, a clip or a gate fits in none"),
            missed(
                nodes,
                "LayerNormalization",
                "com.microsoft.SkipLayerNormalization",
                "its pattern is an Add over three axes that only the norm takes; a pre-norm model's sum"
                    + " goes on as the next residual, over rows, and a head's norm has no sum before"),
            missed(nodes, "Erf", "com.microsoft.Gelu", "the pattern around Erf is another one"))
        .filter(found -> found.count() > 0)
        .toList();
  }

  private static List<Missed> notInteger(List<NodeProto> nodes, String precision) {
    String reason =
        precision.equals("int8")
            ? "a factor has no calibrated grid or was kept in full precision"
            : "attention stays in float32, and so does what was kept in full precision";
    String fused =
        precision.equals("int8") ? "com.microsoft.QGemm" : "com.microsoft.DynamicQuantizeMatMul";
    Set<String> integers = outputs(nodes, "DequantizeLinear");
    List<NodeProto> unfused =
        nodes.stream().filter(node -> integers.contains(first(node))).toList();
    List<NodeProto> others =
        nodes.stream().filter(node -> !integers.contains(first(node))).toList();
    return Stream.of("Gemm", "MatMul", "FusedMatMul")
        .flatMap(
            operator ->
                Stream.of(
                    missed(others, operator, fused, operator + " is in float32: " + reason),
                    missed(
                        unfused,
                        operator,
                        fused,
                        operator
                            + " is in float32: its factors are integers, but ONNX Runtime has no"
                            + " such product of them")))
        .filter(found -> found.count() > 0)
        .toList();
  }

  private static Set<String> outputs(List<NodeProto> nodes, String operator) {
    return nodes.stream()
        .filter(node -> node.getOpType().equals(operator))
        .map(node -> node.getOutput(0))
        .collect(Collectors.toSet());
  }

  private static String first(NodeProto node) {
    return node.getInputCount() == 0 ? "" : node.getInput(0);
  }

  private static Missed missed(List<NodeProto> nodes, String left, String operator, String reason) {
    List<String> names =
        nodes.stream()
            .filter(node -> node.getOpType().equals(left))
            .map(node -> node.getOutput(0))
            .toList();
    return new Missed(operator, names.size(), reason, names.stream().limit(NODES_SHOWN).toList());
  }
}
