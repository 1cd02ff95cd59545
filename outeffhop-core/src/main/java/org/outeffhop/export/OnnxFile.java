package org.outeffhop.export;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.outeffhop.files.AtomicFile;
import org.outeffhop.files.StagedFiles;

/**
 * Writes a graph and its constants into a file, in the order and form of ONNX's protocol buffers,
 * without ever holding the constants in Java's memory. Where they are too large for one file, which
 * can have 2 GB, the large ones go into a second one beside it, {@code NAME.data}.
 */
final class OnnxFile {
  /** The first version of the operators that has LayerNormalization. */
  static final int OPSET = 17;

  private static final int IR_VERSION = 8;

  /** Constants smaller than this stay in the graph's own file. */
  private static final long SMALL = 1024;

  /** Readers may map the second file into memory. */
  private static final long ALIGNMENT = 4096;

  private final OnnxGraph graph;
  private final Map<String, String> metadata;

  OnnxFile(OnnxGraph graph, Map<String, String> metadata) {
    this.graph = graph;
    this.metadata = metadata;
  }

  /**
   * Writes it, replacing files of these names when everything is written; a second file that is not
   * needed any more is deleted.
   *
   * @param limit bytes of constants above which they go into a file of their own
   */
  void write(Path file, long limit) throws IOException {
    long total = graph.initializers().stream().mapToLong(Initializer::byteCount).sum();
    Path data = file.resolveSibling(file.getFileName() + ".data");
    if (total <= limit) {
      AtomicFile.write(file, out -> writeModel(out, null));
      Files.deleteIfExists(data);
      return;
    }
    String constants = data.getFileName().toString();
    try (StagedFiles both = StagedFiles.in(file.toAbsolutePath().getParent())) {
      Path model = both.staging().resolve(file.getFileName());
      AtomicFile.write(both.staging().resolve(constants), this::writeData);
      AtomicFile.write(model, out -> writeModel(out, constants));
      both.commit(List.of(model.getFileName().toString()), List.of());
    }
  }

  private static boolean isExternal(Initializer constant, String data) {
    return data != null && constant.byteCount() >= SMALL;
  }

  private void writeData(OutputStream out) throws IOException {
    for (Initializer constant : graph.initializers()) {
      if (constant.byteCount() >= SMALL) {
        constant.content().writeTo(out);
        out.write(new byte[Math.toIntExact(aligned(constant.byteCount()) - constant.byteCount())]);
      }
    }
  }

  private static long aligned(long size) {
    return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  private void writeModel(OutputStream stream, String data) throws IOException {
    CodedOutputStream out = CodedOutputStream.newInstance(stream);
    ModelProto.Builder model =
        ModelProto.newBuilder().setIrVersion(IR_VERSION).setProducerName("outeffhop");
    model.addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET));
    model.addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("com.microsoft").setVersion(1));
    metadata.forEach(
        (key, value) ->
            model.addMetadataProps(
                StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
    model.build().writeTo(out);
    writeGraph(out, data);
    out.flush();
  }

  private void writeGraph(CodedOutputStream out, String data) throws IOException {
    byte[] nodes = graph.proto("outeffhop").toByteArray();
    long size = nodes.length;
    long offset = 0;
    for (Initializer constant : graph.initializers()) {
      long length = header(constant, data, offset).length + rawSize(constant, data);
      size += framed(GraphProto.INITIALIZER_FIELD_NUMBER, length);
      offset += isExternal(constant, data) ? aligned(constant.byteCount()) : 0;
    }
    out.writeTag(ModelProto.GRAPH_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    out.writeUInt32NoTag(Math.toIntExact(size));
    out.writeRawBytes(nodes);
    writeConstants(out, data);
  }

  private void writeConstants(CodedOutputStream out, String data) throws IOException {
    long offset = 0;
    for (Initializer constant : graph.initializers()) {
      byte[] header = header(constant, data, offset);
      out.writeTag(GraphProto.INITIALIZER_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
      out.writeUInt32NoTag(Math.toIntExact(header.length + rawSize(constant, data)));
      out.writeRawBytes(header);
      if (isExternal(constant, data)) {
        offset += aligned(constant.byteCount());
      } else {
        out.writeTag(TensorProto.RAW_DATA_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        out.writeUInt32NoTag(Math.toIntExact(constant.byteCount()));
        constant.content().writeTo(raw(out));
      }
    }
  }

  private static OutputStream raw(CodedOutputStream out) {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        out.writeRawByte(b);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        out.writeRawBytes(bytes, offset, length);
      }
    };
  }

  private static byte[] header(Initializer constant, String data, long offset) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(constant.name())
            .setDataType(constant.type().getNumber())
            .addAllDims(constant.shape());
    if (isExternal(constant, data)) {
      tensor.setDataLocation(DataLocation.EXTERNAL);
      entry(tensor, "location", data);
      entry(tensor, "offset", Long.toString(offset));
      entry(tensor, "length", Long.toString(constant.byteCount()));
    }
    return tensor.build().toByteArray();
  }

  private static void entry(TensorProto.Builder tensor, String key, String value) {
    tensor.addExternalData(StringStringEntryProto.newBuilder().setKey(key).setValue(value));
  }

  private static long rawSize(Initializer constant, String data) {
    return isExternal(constant, data)
        ? 0
        : framed(TensorProto.RAW_DATA_FIELD_NUMBER, constant.byteCount());
  }

  /** The size of a field that holds so many bytes. */
  private static long framed(int field, long length) {
    return CodedOutputStream.computeTagSize(field)
        + CodedOutputStream.computeUInt32SizeNoTag(Math.toIntExact(length))
        + length;
  }
}
