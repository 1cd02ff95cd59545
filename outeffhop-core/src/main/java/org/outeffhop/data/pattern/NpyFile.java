package org.outeffhop.data.pattern;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.files.AtomicFile;
import org.outeffhop.files.OtherFile;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * NumPy's {@code .npy}: the bytes 0x93 {@code NUMPY}, two bytes of version, the length of the
 * header (two bytes in version 1, four in 2 and 3, little-endian), a header such as {@code
 * {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }}, the elements. Source: NumPy's
 * {@code numpy.lib.format}.
 */
public final class NpyFile {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int LONGEST_HEADER = 1 << 16;
  private static final int ALIGNMENT = 64;
  private static final Pattern HEADER =
      Pattern.compile(
          "\\{\\s*'descr':\\s*'([^']*)',\\s*'fortran_order':\\s*(True|False),\\s*"
              + "'shape':\\s*\\(([0-9, ]*)\\)\\s*,?\\s*}\\s*");

  private NpyFile() {}

  static Patterns read(String name, BufferedInputStream stream, long most) throws IOException {
    byte[] beginning = OtherFile.beginning(stream);
    DataInputStream in = new DataInputStream(stream);
    byte[] magic = in.readNBytes(MAGIC.length);
    if (!Arrays.equals(magic, MAGIC)) {
      throw new IllegalArgumentException(
          name
              + " is not a .npy file: "
              + OtherFile.in(beginning).orElse("it does not begin with NumPy's signature"));
    }
    int version = in.readUnsignedByte();
    int minor = in.readUnsignedByte();
    if (version < 1 || version > 3 || minor != 0) {
      throw new IllegalArgumentException(
          "%s has .npy version %d.%d; supported are 1.0, 2.0 and 3.0"
              .formatted(name, version, minor));
    }
    byte[] length = new byte[4];
    in.readFully(length, 0, version == 1 ? 2 : 4);
    int bytes = ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getInt();
    if (bytes < 0 || bytes > LONGEST_HEADER) {
      throw new IllegalArgumentException(
          "%s has a header of %d bytes; the limit is %d"
              .formatted(name, bytes & 0xFFFFFFFFL, LONGEST_HEADER));
    }
    byte[] header = new byte[bytes];
    in.readFully(header);
    try (TensorScope scope = TensorScope.open()) {
      Tensor tensor = elements(name, in, most, new String(header, StandardCharsets.UTF_8));
      Patterns patterns = Patterns.ofTensor(name, tensor);
      scope.keep(patterns.values());
      return patterns;
    }
  }

  private static Tensor elements(String name, DataInputStream in, long most, String header)
      throws IOException {
    Matcher fields = HEADER.matcher(header);
    if (!fields.matches()) {
      throw new IllegalArgumentException(
          name + " has a header that NumPy does not write: " + header.strip());
    }
    if (fields.group(2).equals("True")) {
      throw new IllegalArgumentException(
          name + " is in Fortran order; save numpy.ascontiguousarray(x) instead");
    }
    long[] shape = shape(name, fields.group(3));
    String descr = fields.group(1);
    ByteOrder order = descr.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    return ArrayElements.read(name, in, most, type(name, descr), order, shape, 1);
  }

  private static long[] shape(String name, String text) {
    try {
      return Arrays.stream(text.split(","))
          .map(String::strip)
          .filter(size -> !size.isEmpty())
          .mapToLong(Long::parseLong)
          .toArray();
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + " has the impossible shape (" + text + ")", e);
    }
  }

  private static ArrayElements.Type type(String name, String descr) {
    return switch (descr.isEmpty() ? "" : descr.substring(1)) {
      case "f4" -> ArrayElements.Type.FLOAT32;
      case "f8" -> ArrayElements.Type.FLOAT64;
      case "u1" -> ArrayElements.Type.UINT8;
      case "i1" -> ArrayElements.Type.INT8;
      case "u2" -> ArrayElements.Type.UINT16;
      case "i2" -> ArrayElements.Type.INT16;
      case "i4" -> ArrayElements.Type.INT32;
      case "i8" -> ArrayElements.Type.INT64;
      default ->
          throw new IllegalArgumentException(
              "%s has elements of type '%s'; supported are f4, f8, u1, u2, i1, i2, i4 and i8"
                  .formatted(name, descr));
    };
  }

  /** Writes a float32 or float64 tensor as version 1.0, whole or not at all. */
  public static void write(Path file, Tensor tensor) throws IOException {
    boolean wide = Tensors.type(tensor) == ScalarType.Double;
    AtomicFile.write(
        file,
        out -> {
          out.write(header(wide, Tensors.shape(tensor)));
          for (long row = 0; row < tensor.size(0); row++) {
            writeRow(out, tensor, row, wide);
          }
        });
  }

  private static byte[] header(boolean wide, long[] shape) {
    String sizes =
        LongStream.of(shape).mapToObj(size -> size + ",").collect(Collectors.joining(" "));
    String fields =
        "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }"
            .formatted(wide ? "<f8" : "<f4", sizes);
    int prefix = MAGIC.length + 4;
    int total = (prefix + fields.length() + ALIGNMENT) / ALIGNMENT * ALIGNMENT;
    ByteBuffer header = ByteBuffer.allocate(total).order(ByteOrder.LITTLE_ENDIAN);
    header.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) (total - prefix));
    header.put(fields.getBytes(StandardCharsets.US_ASCII));
    while (header.remaining() > 1) {
      header.put((byte) ' ');
    }
    return header.put((byte) '\n').array();
  }

  private static void writeRow(OutputStream out, Tensor tensor, long row, boolean wide)
      throws IOException {
    try (TensorScope scope = TensorScope.open()) {
      double[] values = Tensors.toDoubles(tensor.select(0, row));
      ByteBuffer bytes =
          ByteBuffer.allocate(values.length * (wide ? Double.BYTES : Float.BYTES))
              .order(ByteOrder.LITTLE_ENDIAN);
      for (double value : values) {
        if (wide) {
          bytes.putDouble(value);
        } else {
          bytes.putFloat((float) value);
        }
      }
      out.write(bytes.array());
    }
  }
}
