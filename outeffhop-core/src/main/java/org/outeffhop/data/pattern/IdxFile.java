package org.outeffhop.data.pattern;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.files.OtherFile;
import org.outeffhop.image.ImageSize;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * IDX, the format of MNIST: two zero bytes, the type of the elements, the number of axes, the size
 * of each axis as four bytes, the elements; all big-endian. Source: the page "THE MNIST DATABASE of
 * handwritten digits", section "the IDX file format".
 *
 * <p>Unsigned bytes are grey values and become 0 to 1; other types stay as they are. Three axes are
 * images, more are joined into one.
 */
public final class IdxFile {
  private static final int MOST_AXES = 4;

  private IdxFile() {}

  static Patterns read(String name, BufferedInputStream stream, long most) throws IOException {
    Header header = header(name, stream);
    DataInputStream in = new DataInputStream(stream);
    long[] shape = header.shape();
    int axes = shape.length;
    if (axes < 2) {
      throw new IllegalArgumentException(
          "%s has %d axes; patterns must have 2 to %d, of which the first counts them"
              .formatted(name, axes, MOST_AXES));
    }
    long width = ArrayElements.count(name, Arrays.copyOfRange(shape, 1, axes), header.type());
    if (shape[0] == 0 || width == 0) {
      throw new IllegalArgumentException(
          name + " has the shape " + Arrays.toString(shape) + "; it is empty");
    }
    float unit = header.type() == ArrayElements.Type.UINT8 ? 255 : 1;
    Tensor values =
        ArrayElements.read(
            name,
            in,
            most,
            header.type(),
            ByteOrder.BIG_ENDIAN,
            new long[] {shape[0], width},
            unit);
    Optional<ImageSize> image =
        axes == 3 ? Optional.of(ImageSize.of(name, shape[1], shape[2])) : Optional.empty();
    return new Patterns(name, values, image);
  }

  /**
   * The labels in a file of one axis of unsigned bytes.
   *
   * @throws IllegalArgumentException naming the file and what it contains instead
   */
  public static int[] labels(Path path) {
    String name = path.toString();
    return PatternFiles.withStream(
        path, name.endsWith(".gz"), (stream, most) -> labels(name, stream, most));
  }

  private static int[] labels(String name, BufferedInputStream stream, long most)
      throws IOException {
    Header header = header(name, stream);
    if (header.shape().length != 1 || header.type() != ArrayElements.Type.UINT8) {
      throw new IllegalArgumentException(
          "%s has %d axes of %s; labels must have one axis of UINT8"
              .formatted(name, header.shape().length, header.type()));
    }
    try (TensorScope scope = TensorScope.open()) {
      Tensor values =
          ArrayElements.read(
              name,
              new DataInputStream(stream),
              most,
              header.type(),
              ByteOrder.BIG_ENDIAN,
              header.shape(),
              1);
      return Arrays.stream(Tensors.toLongs(values)).mapToInt(Math::toIntExact).toArray();
    }
  }

  /**
   * The size of the images in a file; only its beginning is read.
   *
   * @throws IllegalArgumentException if it contains no images
   */
  public static ImageSize imageSize(Path path) {
    String name = path.toString();
    long[] shape =
        PatternFiles.withStream(path, name.endsWith(".gz"), (stream, most) -> header(name, stream))
            .shape();
    if (shape.length != 3) {
      throw new IllegalArgumentException(
          "%s has %d axes; images must have 3".formatted(name, shape.length));
    }
    return ImageSize.of(name, shape[1], shape[2]);
  }

  private record Header(ArrayElements.Type type, long[] shape) {}

  private static Header header(String name, BufferedInputStream stream) throws IOException {
    byte[] beginning = OtherFile.beginning(stream);
    DataInputStream in = new DataInputStream(stream);
    int magic = in.readInt();
    ArrayElements.Type type = type(name, magic, beginning);
    int axes = magic & 255;
    if (axes < 1 || axes > MOST_AXES) {
      throw new IllegalArgumentException(
          "%s has %d axes; it must have 1 to %d".formatted(name, axes, MOST_AXES));
    }
    long[] shape = new long[axes];
    for (int axis = 0; axis < axes; axis++) {
      shape[axis] = in.readInt() & 0xFFFFFFFFL;
    }
    return new Header(type, shape);
  }

  private static ArrayElements.Type type(String name, int magic, byte[] beginning) {
    byte[] bytes = ByteBuffer.allocate(4).putInt(magic).array();
    if (bytes[0] != 0 || bytes[1] != 0) {
      throw new IllegalArgumentException(
          name
              + " is not an IDX file: "
              + OtherFile.in(beginning)
                  .orElse(
                      "it begins with the bytes %d and %d, not with two zeros"
                          .formatted(bytes[0] & 255, bytes[1] & 255)));
    }
    return switch (bytes[2]) {
      case 0x08 -> ArrayElements.Type.UINT8;
      case 0x09 -> ArrayElements.Type.INT8;
      case 0x0B -> ArrayElements.Type.INT16;
      case 0x0C -> ArrayElements.Type.INT32;
      case 0x0D -> ArrayElements.Type.FLOAT32;
      case 0x0E -> ArrayElements.Type.FLOAT64;
      default ->
          throw new IllegalArgumentException(
              "%s has elements of type 0x%02X; IDX has 0x08, 0x09, 0x0B, 0x0C, 0x0D and 0x0E"
                  .formatted(name, bytes[2]));
    };
  }
}
