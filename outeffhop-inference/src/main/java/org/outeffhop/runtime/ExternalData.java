package org.outeffhop.runtime;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The constants that an ONNX file leaves in other files. Before ONNX Runtime reads them, the file
 * is looked through and each must lie in the model's own folder: a path without "..", through no
 * link, of a range that is within the file. No constant's bytes are taken into memory.
 *
 * <p>Source: onnx.proto (TensorProto.external_data) and ONNX's ExternalData.md.
 */
final class ExternalData {
  private static final int LONGEST_STRING = 1 << 16;

  /** Fields that the bundled protocol lacks: functions of a model and their nodes. */
  private static final int MODEL_FUNCTIONS = 25;

  private static final int FUNCTION_NODE = 7;
  private static final int TRAINING_INITIALIZATION = 1;
  private static final int TRAINING_ALGORITHM = 2;

  private final Path file;
  private final OnnxFields in;

  private ExternalData(Path file, OnnxFields in) {
    this.file = file;
    this.in = in;
  }

  /**
   * Checks every reference to another file.
   *
   * @throws IllegalArgumentException if the file is no ONNX model, or names a file that is not in
   *     its folder or is shorter than it says; the message names both
   */
  static void require(Path file) throws IOException {
    OnnxFields.read(file, fields -> new ExternalData(file, fields)::model);
  }

  private boolean model(int field) throws IOException {
    return switch (field) {
      case ModelProto.GRAPH_FIELD_NUMBER -> in.message(this::graph);
      case ModelProto.TRAINING_INFO_FIELD_NUMBER ->
          in.message(
              part ->
                  (part == TRAINING_INITIALIZATION || part == TRAINING_ALGORITHM)
                      && in.message(this::graph));
      case MODEL_FUNCTIONS -> in.message(part -> part == FUNCTION_NODE && in.message(this::node));
      default -> false;
    };
  }

  private boolean graph(int field) throws IOException {
    return switch (field) {
      case GraphProto.NODE_FIELD_NUMBER -> in.message(this::node);
      case GraphProto.INITIALIZER_FIELD_NUMBER -> tensor();
      case GraphProto.SPARSE_INITIALIZER_FIELD_NUMBER -> in.message(this::sparse);
      default -> false;
    };
  }

  private boolean node(int field) throws IOException {
    return field == NodeProto.ATTRIBUTE_FIELD_NUMBER && in.message(this::attribute);
  }

  private boolean attribute(int field) throws IOException {
    return switch (field) {
      case AttributeProto.T_FIELD_NUMBER, AttributeProto.TENSORS_FIELD_NUMBER -> tensor();
      case AttributeProto.G_FIELD_NUMBER, AttributeProto.GRAPHS_FIELD_NUMBER ->
          in.message(this::graph);
      case AttributeProto.SPARSE_TENSOR_FIELD_NUMBER, AttributeProto.SPARSE_TENSORS_FIELD_NUMBER ->
          in.message(this::sparse);
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
    in.message(
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
    in.message(
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
    return new String(in.bytes(LONGEST_STRING, "name"), StandardCharsets.UTF_8);
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

  private IllegalArgumentException refused(String tensor, String what) {
    return new IllegalArgumentException(
        "%s: the values of '%s' are said to be in another file, at %s"
            .formatted(file, tensor, what));
  }
}
