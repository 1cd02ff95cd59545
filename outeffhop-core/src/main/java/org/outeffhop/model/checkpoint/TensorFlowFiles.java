package org.outeffhop.model.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.outeffhop.model.checkpoint.tensorflow.TensorBundle;
import org.outeffhop.tensor.FileFaults;

/** Where a folder has a TensorFlow checkpoint. */
final class TensorFlowFiles {
  private static final Path SAVED_MODEL = Path.of("variables", "variables" + TensorBundle.INDEX);

  private TensorFlowFiles() {}

  /**
   * The index of a SavedModel's variables, or else the only file whose name ends in {@code .index}.
   *
   * @throws IllegalArgumentException if there are several
   */
  static Optional<Path> index(Path folder) {
    if (Files.isRegularFile(folder.resolve(SAVED_MODEL))) {
      return Optional.of(folder.resolve(SAVED_MODEL));
    }
    List<Path> found;
    try (Stream<Path> files = Files.list(folder)) {
      found =
          files
              .filter(file -> file.getFileName().toString().endsWith(TensorBundle.INDEX))
              .filter(Files::isRegularFile)
              .sorted()
              .toList();
    } catch (IOException e) {
      throw FileFaults.unreadable(folder, e);
    }
    if (found.size() > 1) {
      throw new IllegalArgumentException(
          "%s has several TensorFlow checkpoints: %s; leave one of them in the folder"
              .formatted(
                  folder,
                  String.join(
                      ", ", found.stream().map(file -> file.getFileName().toString()).toList())));
    }
    return found.stream().findFirst();
  }
}
