package org.outeffhop.data.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.data.pattern.IdxFile;
import org.outeffhop.data.pattern.Patterns;
import org.outeffhop.image.ImageSize;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/** IDX files under MNIST's names in a folder: images and labels, for training and for testing. */
record IdxImages(Path folder, Part training, Optional<Part> test) implements ImageSource {
  private static final int WHITE = 255;

  /** The expected files, for messages. */
  static final String FILES =
      "train-images-idx3-ubyte and train-labels-idx1-ubyte (.gz or not; t10k- for the test part)";

  /** A file of images and the file of their labels. */
  record Part(Path images, Path labels) {}

  /** The files in a folder, if they are there. */
  static Optional<IdxImages> find(Path folder) {
    return part(folder, "train").map(part -> new IdxImages(folder, part, part(folder, "t10k")));
  }

  private static Optional<Part> part(Path folder, String part) {
    Optional<Path> images = file(folder, part + "-images");
    Optional<Path> labels = file(folder, part + "-labels");
    if (images.isPresent() != labels.isPresent()) {
      throw new IllegalArgumentException(
          "%s has %s, but no %s-%s"
              .formatted(
                  folder,
                  images.or(() -> labels).get().getFileName(),
                  part,
                  images.isPresent() ? "labels-idx1-ubyte" : "images-idx3-ubyte"));
    }
    return images.map(file -> new Part(file, labels.get()));
  }

  private static Optional<Path> file(Path folder, String name) {
    String axes = name.endsWith("images") ? "3" : "1";
    return Stream.of("-idx%s-ubyte", ".idx%s-ubyte", "-idx%s-ubyte.gz", ".idx%s-ubyte.gz")
        .map(end -> folder.resolve(name + end.formatted(axes)))
        .filter(Files::isRegularFile)
        .findFirst();
  }

  @Override
  public String name() {
    return folder + (test.isPresent() ? " (IDX)" : " (IDX), " + ImageData.SPLIT);
  }

  @Override
  public String fingerprint() throws IOException {
    return SourceFiles.fingerprint(
        folder,
        Stream.concat(Stream.of(training), test.stream())
            .flatMap(part -> Stream.of(part.images(), part.labels()))
            .toList());
  }

  @Override
  public int imageSize() {
    ImageSize size = IdxFile.imageSize(training.images());
    return Math.min(size.height(), size.width());
  }

  @Override
  public ImageData read(int imageSize) {
    LabelledImages train = read(training, imageSize);
    Optional<LabelledImages> held = test.map(part -> read(part, imageSize));
    int classes =
        1
            + Stream.concat(Stream.of(train), held.stream())
                .flatMapToInt(part -> Arrays.stream(part.labels()))
                .max()
                .orElse(0);
    List<String> names = IntStream.range(0, classes).mapToObj(String::valueOf).toList();
    return held.isPresent()
        ? ImageData.of(name(), names, train, held.get())
        : ImageData.split(name(), names, train);
  }

  private static LabelledImages read(Part part, int imageSize) {
    int[] labels = IdxFile.labels(part.labels());
    try (TensorScope scope = TensorScope.open()) {
      Patterns patterns = Patterns.read(part.images());
      ImageSize size =
          patterns
              .image()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          part.images() + " has no images; images have three axes"));
      if (patterns.count() != labels.length) {
        throw new IllegalArgumentException(
            "%s has %d images and %s %d labels; each image needs one"
                .formatted(part.images(), patterns.count(), part.labels(), labels.length));
      }
      ImageArray array = new ImageArray(labels.length, 1, imageSize);
      for (int image = 0; image < labels.length; image++) {
        byte[] pixels = bytes(patterns.values(), image);
        array.add(pixels, size.height(), size.width(), labels[image]);
      }
      return array.images();
    }
  }

  private static byte[] bytes(Tensor values, int image) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor row = values.select(0, image).mul(Tensors.scalar(WHITE)).round().to(ScalarType.Byte);
      byte[] pixels = new byte[Math.toIntExact(row.numel())];
      row.data_ptr_byte().get(pixels);
      return pixels;
    }
  }
}
