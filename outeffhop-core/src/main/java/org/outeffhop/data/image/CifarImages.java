package org.outeffhop.data.image;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.outeffhop.files.OtherFile;

/**
 * CIFAR-10's binary files: records of a label and 32 x 32 pixels, all red ones row by row, then all
 * green ones, then all blue ones. Source: A. Krizhevsky's page "The CIFAR-10 dataset", section
 * "Binary version".
 */
record CifarImages(Path folder, List<Path> training, Optional<Path> test) implements ImageSource {
  /** The expected files, for messages. */
  static final String FILES = "data_batch_1.bin to data_batch_5.bin and test_batch.bin (CIFAR-10)";

  private static final int SIDE = 32;
  private static final int CHANNELS = 3;
  private static final int PIXELS = CHANNELS * SIDE * SIDE;
  private static final int RECORD = 1 + PIXELS;
  private static final int CLASSES = 10;

  /** The files in a folder, if they are there. */
  static Optional<CifarImages> find(Path folder) {
    List<Path> batches =
        IntStream.rangeClosed(1, 5)
            .mapToObj(batch -> folder.resolve("data_batch_" + batch + ".bin"))
            .filter(Files::isRegularFile)
            .toList();
    Optional<Path> test = Optional.of(folder.resolve("test_batch.bin"));
    return batches.isEmpty()
        ? Optional.empty()
        : Optional.of(new CifarImages(folder, batches, test.filter(Files::isRegularFile)));
  }

  @Override
  public String name() {
    String files =
        String.format(Locale.ROOT, "%s (CIFAR-10, %d training files)", folder, training.size());
    return test.isPresent() ? files : files + ", " + ImageData.SPLIT;
  }

  @Override
  public String fingerprint() throws IOException {
    return SourceFiles.fingerprint(
        folder, Stream.concat(training.stream(), test.stream()).toList());
  }

  @Override
  public int imageSize() {
    return SIDE;
  }

  @Override
  public ImageData read(int imageSize) throws IOException {
    List<String> classes = classes();
    LabelledImages train = read(training, imageSize);
    return test.isPresent()
        ? ImageData.of(name(), classes, train, read(List.of(test.get()), imageSize))
        : ImageData.split(name(), classes, train);
  }

  private List<String> classes() throws IOException {
    Path names = folder.resolve("batches.meta.txt");
    if (!Files.isRegularFile(names)) {
      return IntStream.range(0, CLASSES).mapToObj(String::valueOf).toList();
    }
    OtherFile.refuse(names, "list of classes");
    List<String> lines =
        Files.readAllLines(names).stream().map(String::strip).filter(s -> !s.isEmpty()).toList();
    if (lines.size() != CLASSES) {
      throw new IllegalArgumentException(
          "%s names %d classes; CIFAR-10 has %d".formatted(names, lines.size(), CLASSES));
    }
    return lines;
  }

  private static LabelledImages read(List<Path> files, int imageSize) throws IOException {
    long count = 0;
    for (Path file : files) {
      count += records(file);
    }
    if (count > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "%s have %d images; the limit is %d".formatted(files, count, Integer.MAX_VALUE));
    }
    ImageArray array = new ImageArray((int) count, CHANNELS, imageSize);
    try {
      for (Path file : files) {
        add(array, file);
      }
      return array.images();
    } catch (IOException | RuntimeException e) {
      array.close();
      throw e;
    }
  }

  private static void add(ImageArray array, Path file) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      int number = 0;
      for (byte[] record = in.readNBytes(RECORD);
          record.length == RECORD;
          record = in.readNBytes(RECORD)) {
        int label = record[0] & 255;
        if (label >= CLASSES) {
          throw new IllegalArgumentException(
              "%s: record %d has label %d; labels are 0 to %d"
                  .formatted(file, number, label, CLASSES - 1));
        }
        array.add(Arrays.copyOfRange(record, 1, RECORD), SIDE, SIDE, label);
        number++;
      }
    }
  }

  private static long records(Path file) throws IOException {
    long bytes = Files.size(file);
    if (bytes == 0 || bytes % RECORD != 0) {
      OtherFile.refuse(file, "batch of CIFAR-10");
      throw new IllegalArgumentException(
          "%s has %d bytes; it must consist of records of %d".formatted(file, bytes, RECORD));
    }
    return bytes / RECORD;
  }
}
