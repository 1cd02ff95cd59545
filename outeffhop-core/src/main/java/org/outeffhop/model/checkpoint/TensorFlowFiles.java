package org.outeffhop.model.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.outeffhop.files.FileFaults;
import org.outeffhop.model.checkpoint.tensorflow.TensorBundle;

/** Where a folder has a TensorFlow checkpoint. */
final class TensorFlowFiles {
  private static final Path SAVED_MODEL = Path.of("variables", "variables" + TensorBundle.INDEX);

  private TensorFlowFiles() {}

  /** Whether a folder has an index with its data beside it; other files end in .index as well. */
  static boolean areIn(Path folder) {
    if (Files.isRegularFile(folder.resolve(SAVED_MODEL))) {
      return true;
    }
    List<String> names = names(folder);
    return names.stream()
        .filter(name -> name.endsWith(TensorBundle.INDEX))
        .map(name -> name.substring(0, name.length() - TensorBundle.INDEX.length()) + ".data-")
        .anyMatch(data -> names.stream().anyMatch(name -> name.startsWith(data)));
  }

  /**
   * The index of a SavedModel's variables, or else the only file whose name ends in {@code .index}.
   *
   * @throws IllegalArgumentException if there are several
   */
  static Optional<Path> index(Path folder) {
    if (Files.isRegularFile(folder.resolve(SAVED_MODEL))) {
      return Optional.of(folder.resolve(SAVED_MODEL));
    }
    List<String> found =
        names(folder).stream().filter(name -> name.endsWith(TensorBundle.INDEX)).toList();
    if (found.size() > 1) {
      throw new IllegalArgumentException(
          "%s has several TensorFlow checkpoints: %s; leave one of them in the folder"
              .formatted(folder, String.join(", ", found)));
    }
    return found.stream().findFirst().map(folder::resolve);
  }

  private static List<String> names(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> file.getFileName().toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw FileFaults.unreadable(folder, e);
    }
  }
}
