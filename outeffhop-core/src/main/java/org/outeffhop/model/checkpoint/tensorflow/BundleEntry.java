package org.outeffhop.model.checkpoint.tensorflow;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.outeffhop.tensor.ElementType;

/**
 * What the index says of a tensor: TensorFlow's BundleEntryProto.
 *
 * @param type empty where it holds no numbers that are read, such as strings
 * @param shard the data file that it is in
 * @param offset where it begins there
 * @param bytes how many there are
 * @param checksum masked CRC-32C of the bytes
 */
record BundleEntry(
    Optional<ElementType> type,
    List<Long> shape,
    int shard,
    long offset,
    long bytes,
    int checksum) {
  private static final int MAX_AXES = 64;

  /** The numbers of DataType. */
  private static final Map<Integer, ElementType> TYPES =
      Map.of(
          1, ElementType.F32,
          2, ElementType.F64,
          3, ElementType.I32,
          4, ElementType.U8,
          5, ElementType.I16,
          6, ElementType.I8,
          9, ElementType.I64,
          10, ElementType.BOOL,
          14, ElementType.BF16,
          19, ElementType.F16);

  /** Whether it has as many bytes as its shape needs. */
  boolean isWhole() {
    long needed = type.orElseThrow().bytes();
    try {
      for (long size : shape) {
        needed = Math.multiplyExact(needed, size);
      }
    } catch (ArithmeticException e) {
      return false;
    }
    return needed == bytes;
  }

  /** Parses one; the file and the tensor are named in errors. */
  static BundleEntry parse(Path file, String name, byte[] proto) {
    try {
      return new Parser(file, name).entry(CodedInputStream.newInstance(proto));
    } catch (IOException e) {
      throw Damage.of(file, "the entry of '" + name + "' cannot be read");
    }
  }

  private record Parser(Path file, String name) {
    BundleEntry entry(CodedInputStream in) throws IOException {
      int type = 0;
      List<Long> shape = List.of();
      int shard = 0;
      long offset = 0;
      long bytes = 0;
      int checksum = 0;
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        switch (WireFormat.getTagFieldNumber(tag)) {
          case 1 -> type = in.readEnum();
          case 2 -> shape = shape(in.readBytes().newCodedInput());
          case 3 -> shard = in.readInt32();
          case 4 -> offset = in.readInt64();
          case 5 -> bytes = in.readInt64();
          case 6 -> checksum = in.readFixed32();
          case 7 ->
              throw new IllegalArgumentException(
                  file + ": tensor '" + name + "' is stored in slices, which are not read");
          default -> in.skipField(tag);
        }
      }
      return new BundleEntry(
          Optional.ofNullable(TYPES.get(type)), shape, shard, offset, bytes, checksum);
    }

    private List<Long> shape(CodedInputStream in) throws IOException {
      List<Long> sizes = new ArrayList<>();
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        if (WireFormat.getTagFieldNumber(tag) == 2) {
          sizes.add(size(in.readBytes().newCodedInput()));
        } else {
          in.skipField(tag);
        }
      }
      if (sizes.size() > MAX_AXES || sizes.stream().anyMatch(size -> size < 0)) {
        throw Damage.of(file, "tensor '%s' has the shape %s".formatted(name, shortened(sizes)));
      }
      return List.copyOf(sizes);
    }

    private static long size(CodedInputStream in) throws IOException {
      long size = 0;
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        if (WireFormat.getTagFieldNumber(tag) == 1) {
          size = in.readInt64();
        } else {
          in.skipField(tag);
        }
      }
      return size;
    }

    private static String shortened(List<Long> sizes) {
      return sizes.size() > MAX_AXES ? "of " + sizes.size() + " axes" : sizes.toString();
    }
  }
}
