package org.outeffhop.export;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.outeffhop.tensor.OtherFile;

/**
 * The constants that an ONNX file leaves in other files. Before ONNX Runtime reads them, the file
 * is looked through and each must lie in the model's own folder: a path without "..", through no
 * link, of a range that is within the file. No constant's bytes are taken into memory.
 *
 * <p>Source: onnx.proto (TensorProto.external_data) and ONNX's ExternalData.md.
 */
final class ExternalData {
  private static final int LONGEST_STRING = 1 << 16;
  private static final int DEEPEST = 100;

  /** Fields that the bundled protocol lacks: functions of a model and their nodes. */
  private static final int MODEL_FUNCTIONS = 25;

  private static final int FUNCTION_NODE = 7;
  private static final int TRAINING_INITIALIZATION = 1;
  private static final int TRAINING_ALGORITHM = 2;

  private final Path file;
  private final CodedInputStream in;
  private int depth;

  private ExternalData(Path file, InputStream stream) {
    this.file = file;
    in = CodedInputStream.newInstance(stream);
  }

  /** Reads a field of a message, or skips it. */
  @FunctionalInterface
  private interface Fields {
    /** Reads the field of this number, which is a message or bytes, and says whether it did. */
    boolean read(int number) throws IOException;
  }

  /**
   * Checks every reference to another file.
   *
   * @throws IllegalArgumentException if the file is no ONNX model, or names a file that is not in
   *     its folder or is shorter than it says; the message names both
   */
  static void require(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      ExternalData data = new ExternalData(file, Channels.newInputStream(channel));
      try {
        data.fields(data::model);
      } catch (InvalidProtocolBufferException e) {
        throw data.notOnnx(OtherFile.in(channel).orElseGet(e::getMessage));
      }
    }
  }

  private void fields(Fields fields) throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      boolean message = WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
      if (!(message && fields.read(WireFormat.getTagFieldNumber(tag))) && !in.skipField(tag)) {
        throw notOnnx("a group ends that never began");
      }
    }
  }

  private boolean message(Fields fields) throws IOException {
    if (++depth > DEEPEST) {
      throw new IllegalArgumentException(
          "%s has graphs within one another, more than %d deep".formatted(file, DEEPEST));
    }
    int outer = in.pushLimit(in.readRawVarint32());
    fields(fields);
    in.checkLastTagWas(0);
    in.popLimit(outer);
    depth--;
    return true;
  }

  private boolean model(int field) throws IOException {
    return switch (field) {
      case ModelProto.GRAPH_FIELD_NUMBER -> message(this::graph);
      case ModelProto.TRAINING_INFO_FIELD_NUMBER ->
          message(
              part ->
                  (part == TRAINING_INITIALIZATION || part == TRAINING_ALGORITHM)
                      && message(this::graph));
      case MODEL_FUNCTIONS -> message(part -> part == FUNCTION_NODE && message(this::node));
      default -> false;
    };
  }

  private boolean graph(int field) throws IOException {
    return switch (field) {
      case GraphProto.NODE_FIELD_NUMBER -> message(this::node);
      case GraphProto.INITIALIZER_FIELD_NUMBER -> tensor();
      case GraphProto.SPARSE_INITIALIZER_FIELD_NUMBER -> message(this::sparse);
      default -> false;
    };
  }

  private boolean node(int field) throws IOException {
    return field == NodeProto.ATTRIBUTE_FIELD_NUMBER && message(this::attribute);
  }

  private boolean attribute(int field) throws IOException {
    return switch (field) {
      case AttributeProto.T_FIELD_NUMBER, AttributeProto.TENSORS_FIELD_NUMBER -> tensor();
      case AttributeProto.G_FIELD_NUMBER, AttributeProto.GRAPHS_FIELD_NUMBER ->
          message(this::graph);
      case AttributeProto.SPARSE_TENSOR_FIELD_NUMBER, AttributeProto.SPARSE_TENSORS_FIELD_NUMBER ->
          message(this::sparse);
      default -> false;
    };
  }

  private boolean sparse(int field) throws IOException {
    boolean tensor =
        field == SparseTensorProto.VALUES_FIELD_NUMBER
            || field == SparseTensorProto.INDICES_FIELD_NUMBER;
    return tensor && tensor();
  }

  private boolean tensor() throws IOException {
    Map<String, String> entries = new HashMap<>();
    String[] name = {""};
    message(
        field -> {
          if (field == TensorProto.NAME_FIELD_NUMBER) {
            name[0] = string();
            return true;
          }
          return field == TensorProto.EXTERNAL_DATA_FIELD_NUMBER && entry(entries);
        });
    if (!entries.isEmpty()) {
      require(name[0], entries);
    }
    return true;
  }

  private boolean entry(Map<String, String> entries) throws IOException {
    String[] entry = {"", ""};
    message(
        field -> {
          boolean known =
              field == StringStringEntryProto.KEY_FIELD_NUMBER
                  || field == StringStringEntryProto.VALUE_FIELD_NUMBER;
          if (known) {
            entry[field - 1] = string();
          }
          return known;
        });
    entries.put(entry[0], entry[1]);
    return true;
  }

  private String string() throws IOException {
    int length = in.readRawVarint32();
    if (length < 0 || length > LONGEST_STRING) {
      throw new IllegalArgumentException(
          "%s has a name of %d bytes; the limit is %d"
              .formatted(file, Integer.toUnsignedLong(length), LONGEST_STRING));
    }
    return new String(in.readRawBytes(length), StandardCharsets.UTF_8);
  }

  private void require(String tensor, Map<String, String> entries) throws IOException {
    String location = entries.getOrDefault("location", "");
    Path data = confined(tensor, location);
    long size = Files.size(data);
    long offset = number(tensor, "offset", entries.getOrDefault("offset", "0"));
    long length = number(tensor, "length", entries.getOrDefault("length", "0"));
    if (offset > size || length > size - offset) {
      throw refused(
          tensor,
          String.format(
              Locale.ROOT,
              "%d bytes from byte %d of %s, which has %d",
              length,
              offset,
              location,
              size));
    }
  }

  private Path confined(String tensor, String location) throws IOException {
    Path folder = file.toAbsolutePath().getParent().toRealPath();
    try {
      Path data = folder.resolve(location);
      boolean within =
          !location.isEmpty() && data.startsWith(folder) && data.equals(data.normalize());
      if (within && Files.isRegularFile(data) && data.toRealPath().equals(data)) {
        return data;
      }
    } catch (InvalidPathException e) {
      throw refused(tensor, "'" + location + "', which is no path");
    }
    throw refused(
        tensor, "'%s', which is no file within its folder %s".formatted(location, folder));
  }

  private long number(String tensor, String what, String text) {
    try {
      long number = Long.parseLong(text);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw refused(tensor, "%s '%s', which is no number".formatted(what, text));
    }
    throw refused(tensor, "%s %s, which is negative".formatted(what, text));
  }

  private IllegalArgumentException notOnnx(String reason) {
    return new IllegalArgumentException(
        file + " is no ONNX model that ONNX Runtime can open: " + reason);
  }

  private IllegalArgumentException refused(String tensor, String what) {
    return new IllegalArgumentException(
        "%s: the values of '%s' are said to be in another file, at %s"
            .formatted(file, tensor, what));
  }
}
