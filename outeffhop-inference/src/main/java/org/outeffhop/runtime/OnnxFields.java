package org.outeffhop.runtime;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.function.Function;
import org.outeffhop.files.OtherFile;

/**
 * The fields of an ONNX file, one after the other and message within message. What nobody asks for
 * is skipped, so that no tensor's values are taken into memory.
 */
final class OnnxFields {
  private static final int DEEPEST = 100;

  private final Path file;
  private final CodedInputStream in;
  private int depth;

  private OnnxFields(Path file, InputStream stream) {
    this.file = file;
    in = CodedInputStream.newInstance(stream);
  }

  /**
   * Reads a file.
   *
   * @param model makes the reader of the model's own fields
   * @throws IllegalArgumentException if it is no ONNX model, saying what it is instead where that
   *     is known
   */
  static void read(Path file, Function<OnnxFields, Fields> model) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      OnnxFields fields = new OnnxFields(file, Channels.newInputStream(channel));
      try {
        fields.all(model.apply(fields), number -> false);
      } catch (InvalidProtocolBufferException e) {
        throw new IllegalArgumentException(
            file
                + " is no ONNX model that ONNX Runtime can open: "
                + OtherFile.in(channel).orElseGet(e::getMessage));
      }
    }
  }

  /** Reads a field, or leaves it to be skipped. */
  @FunctionalInterface
  interface Fields {
    /** Reads the field of this number and says whether it did. */
    boolean read(int number) throws IOException;
  }

  private void all(Fields fields, Fields integers) throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      int number = WireFormat.getTagFieldNumber(tag);
      boolean read =
          switch (WireFormat.getTagWireType(tag)) {
            case WireFormat.WIRETYPE_LENGTH_DELIMITED -> fields.read(number);
            case WireFormat.WIRETYPE_VARINT -> integers.read(number);
            default -> false;
          };
      if (!read && !in.skipField(tag)) {
        throw new InvalidProtocolBufferException("a group ends that never began");
      }
    }
  }

  /** Reads a message, which is the field that a reader was just asked for. */
  boolean message(Fields fields) throws IOException {
    return message(fields, number -> false);
  }

  /**
   * Reads a message likewise.
   *
   * @param integers reads the fields that are whole numbers
   */
  boolean message(Fields fields, Fields integers) throws IOException {
    if (++depth > DEEPEST) {
      throw new IllegalArgumentException(
          "%s has graphs within one another, more than %d deep".formatted(file, DEEPEST));
    }
    int outer = in.pushLimit(in.readRawVarint32());
    all(fields, integers);
    in.checkLastTagWas(0);
    in.popLimit(outer);
    depth--;
    return true;
  }

  /**
   * Reads bytes.
   *
   * @param most how many there may be
   * @param what they are, for errors
   */
  byte[] bytes(int most, String what) throws IOException {
    int length = in.readRawVarint32();
    if (length < 0 || length > most) {
      throw new IllegalArgumentException(
          "%s has a %s of %d bytes; the limit is %d"
              .formatted(file, what, Integer.toUnsignedLong(length), most));
    }
    return in.readRawBytes(length);
  }

  /** Reads a whole number. */
  int integer() throws IOException {
    return in.readInt32();
  }

  /** Reads bytes that are one whole number of 64 bits; others are skipped, and -1 is returned. */
  long onlyNumber() throws IOException {
    int size = in.readRawVarint32();
    if (size == Long.BYTES) {
      return in.readRawLittleEndian64();
    }
    in.skipRawBytes(size);
    return -1;
  }
}
