package org.outeffhop.export;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.ExtensionRegistryLite;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The nodes of an ONNX file, whose constants are passed over: they can fill Java's memory. */
final class GraphNodes {
  private GraphNodes() {}

  static List<NodeProto> read(Path model) throws IOException {
    List<NodeProto> nodes = new ArrayList<>();
    try (InputStream file = Files.newInputStream(model)) {
      CodedInputStream in = CodedInputStream.newInstance(file);
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        if (WireFormat.getTagFieldNumber(tag) == ModelProto.GRAPH_FIELD_NUMBER) {
          int limit = in.pushLimit(in.readRawVarint32());
          readGraph(in, nodes);
          in.popLimit(limit);
        } else {
          in.skipField(tag);
        }
      }
    }
    return nodes;
  }

  private static void readGraph(CodedInputStream in, List<NodeProto> nodes) throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) == GraphProto.NODE_FIELD_NUMBER) {
        nodes.add(in.readMessage(NodeProto.parser(), ExtensionRegistryLite.getEmptyRegistry()));
      } else {
        in.skipField(tag);
      }
    }
  }
}
