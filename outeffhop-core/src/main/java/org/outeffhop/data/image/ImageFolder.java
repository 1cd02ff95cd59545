package org.outeffhop.data.image;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.outeffhop.image.ImageFiles;
import org.outeffhop.image.ImagePixels;
import org.outeffhop.progress.Interruptions;

/**
 * A folder with one subfolder per class, or with such subfolders under {@code train} and {@code
 * test} or {@code val}. Classes have the order of their names. All images are grey if the first is,
 * all coloured otherwise.
 */
record ImageFolder(Path folder, List<String> classes, List<Item> training, List<Item> test)
    implements ImageSource {
  /** The expected layout, for messages. */
  static final String FILES =
      "one folder of images per class, optionally under train/ and test/ or val/";

  private static final int LARGEST = 32;

  /** An image file and its class. */
  record Item(Path file, int label) {}

  /** The images in a folder, if there are any. */
  static Optional<ImageFolder> find(Path folder) throws IOException {
    Path train = folder.resolve("train");
    Optional<Path> test =
        Stream.of("test", "val").map(folder::resolve).filter(Files::isDirectory).findFirst();
    Path first = Files.isDirectory(train) ? train : folder;
    List<String> classes = classes(first);
    if (classes.isEmpty()) {
      return Optional.empty();
    }
    ImageData.requireSeveral(folder.toString(), classes);
    List<Item> held = List.of();
    if (first == train && test.isPresent()) {
      requireSame(train, classes, test.get(), classes(test.get()));
      held = items(test.get(), classes);
    }
    return Optional.of(new ImageFolder(folder, classes, items(first, classes), held));
  }

  private static void requireSame(Path train, List<String> classes, Path test, List<String> held) {
    if (!classes.containsAll(held)) {
      throw new IllegalArgumentException(
          "%s has the classes %s and %s %s; the classes of the test part must also be in the training part"
              .formatted(train, classes, test, held));
    }
  }

  private static List<String> classes(Path folder) throws IOException {
    List<String> classes = new ArrayList<>();
    List<Path> empty = new ArrayList<>();
    for (Path path : SourceFiles.in(folder)) {
      if (Files.isDirectory(path)) {
        if (images(path).isEmpty()) {
          empty.add(path);
        } else {
          classes.add(path.getFileName().toString());
        }
      }
    }
    if (!classes.isEmpty() && !empty.isEmpty()) {
      throw new IllegalArgumentException(
          "%s has no image; put images of its class into it, or remove it".formatted(empty.get(0)));
    }
    return classes;
  }

  private static List<Path> images(Path folder) throws IOException {
    return SourceFiles.in(folder).stream()
        .filter(file -> Files.isRegularFile(file) && ImageFiles.isImage(file.toString()))
        .toList();
  }

  private static List<Item> items(Path folder, List<String> classes) throws IOException {
    List<Item> items = new ArrayList<>();
    for (int label = 0; label < classes.size(); label++) {
      Path ofClass = folder.resolve(classes.get(label));
      if (Files.isDirectory(ofClass)) {
        for (Path file : images(ofClass)) {
          items.add(new Item(file, label));
        }
      }
    }
    return items;
  }

  @Override
  public String name() {
    String images =
        String.format(Locale.ROOT, "%s (%,d images)", folder, training.size() + test.size());
    return test.isEmpty() ? images + ", " + ImageData.SPLIT : images;
  }

  @Override
  public String fingerprint() throws IOException {
    return SourceFiles.fingerprint(
        folder, Stream.concat(training.stream(), test.stream()).map(Item::file).toList());
  }

  @Override
  public int imageSize() {
    BufferedImage first = ImageFiles.decode(training.get(0).file());
    return Math.min(LARGEST, Math.min(first.getHeight(), first.getWidth()));
  }

  @Override
  public ImageData read(int imageSize) {
    boolean grey = ImageFiles.isGrey(ImageFiles.decode(training.get(0).file()));
    LabelledImages train = read(training, grey, imageSize);
    return test.isEmpty()
        ? ImageData.split(name(), classes, train)
        : ImageData.of(name(), classes, train, read(test, grey, imageSize));
  }

  private static LabelledImages read(List<Item> items, boolean grey, int imageSize) {
    ImageArray array = new ImageArray(items.size(), grey ? 1 : 3, imageSize);
    try {
      for (Item item : items) {
        Interruptions.check("reading images");
        ImagePixels image = ImagePixels.read(item.file(), grey ? 1 : 3);
        array.add(image.values(), image.height(), image.width(), item.label());
      }
      return array.images();
    } catch (RuntimeException e) {
      array.close();
      throw e;
    }
  }
}
