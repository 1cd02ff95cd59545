package org.outeffhop.inference;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.outeffhop.files.JsonFile;
import org.outeffhop.files.VouchedFiles;
import org.outeffhop.runtime.OnnxModel;

/**
 * An exported model and its folder, which holds the files that belong to it.
 *
 * @param config the checkpoint's {@code config.json}
 */
record ExportedFolder(OnnxModel model, JsonNode config) implements AutoCloseable {
  /** The names that {@code export} and {@code convert} give a graph. */
  private static final List<String> MODELS = List.of("model.onnx", "model-int8.onnx");

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Opens a model.
   *
   * @param path its file, or the folder that {@code export} or {@code convert} wrote
   * @throws IllegalArgumentException if there is none, or it was not exported by this library
   */
  static ExportedFolder open(Path path, int threads) throws IOException {
    Path file = Files.isDirectory(path) ? inside(path) : path;
    VouchedFiles.require(file);
    VouchedFiles.require(file.resolveSibling(file.getFileName() + ".data"));
    OnnxModel model = OnnxModel.open(file, threads);
    try {
      return new ExportedFolder(model, JSON.readTree(model.metadata().get("config")));
    } catch (JsonProcessingException e) {
      model.close();
      throw new IllegalArgumentException(
          file + ": its metadata's 'config' is not JSON: " + JsonFile.reason(e), e);
    }
  }

  private static Path inside(Path folder) {
    return MODELS.stream()
        .map(folder::resolve)
        .filter(Files::isRegularFile)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no %s in %s; './outeffhop export' and './outeffhop convert' write one"
                        .formatted(String.join(" or ", MODELS), folder)));
  }

  /** An entry of the metadata. */
  String said(String name) {
    return model.metadata().get(name);
  }

  /** A number of the configuration. */
  int size(String field) {
    JsonNode value = config.path(field);
    if (!value.isInt() || value.asInt() < 1) {
      throw new IllegalArgumentException(
          "%s: %s in its metadata's 'config' is %s; it must be a whole number of at least 1"
              .formatted(model.file(), field, value.isMissingNode() ? "missing" : value));
    }
    return value.asInt();
  }

  /**
   * A file beside the model.
   *
   * @throws IllegalArgumentException if it is missing, saying what it is needed for
   */
  Path beside(String name, String purpose) {
    Path file = model.file().resolveSibling(name);
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          "there is no %s beside %s, which %s; './outeffhop export' writes it if the model's folder has one"
              .formatted(name, model.file(), purpose));
    }
    VouchedFiles.require(file);
    return file;
  }

  @Override
  public void close() {
    model.close();
  }
}
