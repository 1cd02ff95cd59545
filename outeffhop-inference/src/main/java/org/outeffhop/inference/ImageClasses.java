package org.outeffhop.inference;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.outeffhop.files.FileFaults;
import org.outeffhop.files.InputPath;
import org.outeffhop.image.ImageFiles;
import org.outeffhop.inference.result.InferenceResult.Answer;
import org.outeffhop.inference.result.InferenceResult.Classified;
import org.outeffhop.runtime.OnnxInput;
import org.outeffhop.runtime.OnnxModel;
import org.outeffhop.runtime.OnnxOutput;

/** The most likely classes of images, or their embeddings. */
record ImageClasses(ExportedFolder exported, Pixels pixels, int count) {
  private static final String LOGITS = "logits";

  /**
   * The image files of a path: the file itself, or those in the folder in the order of their names.
   */
  static List<Path> files(Path path) {
    InputPath.require(path);
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (Stream<Path> inside = Files.list(path)) {
      List<Path> files =
          inside.filter(file -> ImageFiles.isImage(file.toString())).sorted().toList();
      if (files.isEmpty()) {
        throw new IllegalArgumentException(path + " contains no image (.png, .jpg, .bmp, .gif)");
      }
      return files;
    } catch (IOException e) {
      throw FileFaults.unreadable(path, e);
    }
  }

  /** The result for one file. */
  Answer of(Path file, boolean embedding) {
    OnnxModel model = exported.model();
    Map<String, OnnxInput> inputs = Map.of("pixel_values", pixels.read(file));
    if (embedding) {
      return Embedding.of(model, file.toString(), inputs);
    }
    if (!model.outputs().contains(LOGITS)) {
      throw new IllegalArgumentException(
          model.file() + " is an encoder without a classifier; use --embeddings");
    }
    OnnxOutput logits = model.run(inputs, LOGITS);
    Probabilities classes = Probabilities.of(logits.values(), 0, logits.values().length, 1);
    return new Classified(file.toString(), classes.candidates(count, this::name));
  }

  private String name(int label) {
    JsonNode name = exported.config().path("id2label").path(Integer.toString(label));
    return name.isTextual() ? name.asText() : Integer.toString(label);
  }
}
