package org.outeffhop.model.checkpoint;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.tensor.Tensors;

/**
 * The weights in an exported BERT's graph, under Hugging Face's names.
 *
 * <p>The exporter keeps the names of embeddings, norms and biases. A linear layer is MatMul(x, C)
 * and Add(bias, ..): its constant C is the matrix transposed and has no name of its own, so it gets
 * that of the bias it is added to.
 */
public final class OnnxBertWeights {
  private final GraphProto graph;
  private final Map<String, TensorProto> constants = new LinkedHashMap<>();

  private OnnxBertWeights(GraphProto graph) {
    this.graph = graph;
    graph.getInitializerList().forEach(tensor -> constants.put(tensor.getName(), tensor));
  }

  /**
   * Reads them, for {@link org.outeffhop.model.BertEncoder}. No copy of the file is made, since it
   * can be as large as Java's memory lets one array be.
   *
   * @param model the file's content, which must not change while it is read
   * @throws IOException if it is no ONNX model
   */
  public static Map<String, Tensor> read(byte[] model) throws IOException {
    CodedInputStream in = UnsafeByteOperations.unsafeWrap(model).newCodedInput();
    in.enableAliasing(true);
    Map<String, Tensor> named = new LinkedHashMap<>();
    new OnnxBertWeights(ModelProto.parseFrom(in).getGraph())
        .weights()
        .forEach((name, tensor) -> named.put("bert." + name, tensor));
    return named;
  }

  private Map<String, Tensor> weights() {
    Map<String, Tensor> weights = new LinkedHashMap<>();
    constants.forEach(
        (name, tensor) -> {
          if (name.matches("(embeddings|encoder)\\..*(weight|bias)")) {
            weights.put(name, tensor(tensor));
          }
        });
    Map<String, String> matrices = matrices();
    for (NodeProto node : graph.getNodeList()) {
      String matrix = matrices.get(lastInput(node));
      if (node.getOpType().equals("Add") && matrix != null) {
        String name = node.getInput(0).replace(".bias", ".weight");
        weights.put(name, tensor(constants.get(matrix)).t().contiguous());
      }
    }
    return weights;
  }

  /** The constant matrix of every product that has one, by the name of the product's output. */
  private Map<String, String> matrices() {
    Map<String, String> matrices = new LinkedHashMap<>();
    for (NodeProto node : graph.getNodeList()) {
      boolean product = node.getOpType().equals("MatMul") && node.getOutputCount() > 0;
      if (product && constants.containsKey(lastInput(node))) {
        matrices.put(node.getOutput(0), lastInput(node));
      }
    }
    return matrices;
  }

  private static String lastInput(NodeProto node) {
    return node.getInputCount() == 0 ? "" : node.getInput(node.getInputCount() - 1);
  }

  private static Tensor tensor(TensorProto proto) {
    FloatBuffer buffer =
        proto.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    float[] values = new float[buffer.remaining()];
    buffer.get(values);
    return Tensors.of(values, proto.getDimsList().stream().mapToLong(Long::longValue).toArray());
  }
}
