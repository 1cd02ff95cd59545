package org.outeffhop.data.pattern;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.outeffhop.files.FileFaults;
import org.outeffhop.image.ImageFiles;
import org.outeffhop.image.ImageSize;

/** Images as patterns of grey values from 0 (black) to 1 (white). */
final class ImagePatterns {
  private record Image(Path file, ImageSize size, float[] grey) {}

  private ImagePatterns() {}

  static Patterns readFile(Path file) {
    Image image = read(file);
    return Patterns.ofRows(file.toString(), List.of(image.grey()), Optional.of(image.size()));
  }

  /** All images of a folder in the order of their names; files of other kinds are skipped. */
  static Patterns readFolder(Path folder) {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.filter(file -> ImageFiles.isImage(file.toString())).sorted().toList();
    } catch (IOException e) {
      throw FileFaults.unreadable(folder, e);
    }
    if (files.isEmpty()) {
      throw new IllegalArgumentException(
          folder + " contains no image; supported are " + String.join(", ", ImageFiles.ENDS));
    }
    List<float[]> rows = new ArrayList<>();
    Image first = read(files.get(0));
    for (Path file : files) {
      Image image = read(file);
      if (!image.size().equals(first.size())) {
        throw new IllegalArgumentException(
            "%s has %s pixels and %s %s; all images of a folder must have the same size"
                .formatted(first.file(), first.size(), file, image.size()));
      }
      rows.add(image.grey());
    }
    return Patterns.ofRows(folder.toString(), rows, Optional.of(first.size()));
  }

  private static Image read(Path file) {
    BufferedImage image = ImageFiles.decode(file);
    ImageSize size = new ImageSize(image.getHeight(), image.getWidth());
    return new Image(file, size, ImageFiles.grey(image));
  }
}
