package org.outeffhop.model.checkpoint.pickle;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Pickles and the zip files around them, put together by hand; a byte is a char. */
final class Pickles {
  private Pickles() {}

  static String text(String text) {
    return "X" + littleEndian(text.length(), Integer.BYTES) + text;
  }

  static String number(long number) {
    return "\u008a\u0008" + littleEndian(number, Long.BYTES);
  }

  static String tuple(String... items) {
    return "(" + String.join("", items) + "t";
  }

  static String numbers(long... numbers) {
    StringBuilder tuple = new StringBuilder("(");
    for (long number : numbers) {
      tuple.append(number(number));
    }
    return tuple + "t";
  }

  static String dict(String... keysAndValues) {
    return "}(" + String.join("", keysAndValues) + "u";
  }

  static String global(String module, String name) {
    return "c" + module + "\n" + name + "\n";
  }

  static String storage(String type, String key, long elements) {
    return tuple(text("storage"), global("torch", type), text(key), text("cpu"), number(elements))
        + "Q";
  }

  static String tensor(String storage, long offset, String sizes, String strides) {
    return global("torch._utils", "_rebuild_tensor_v2")
        + tuple(storage, number(offset), sizes, strides, "\u0089", "N")
        + "R";
  }

  static String littleEndian(long number, int bytes) {
    byte[] all =
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(number).array();
    return new String(all, 0, bytes, StandardCharsets.ISO_8859_1);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** A zip file as PyTorch writes it. */
  static byte[] zip(String pickle, Map<String, byte[]> entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.setMethod(ZipOutputStream.STORED);
      put(zip, "archive/data.pkl", bytes("\u0080\u0002" + pickle + "."));
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        put(zip, "archive/" + entry.getKey(), entry.getValue());
      }
    }
    return bytes.toByteArray();
  }

  private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setSize(content.length);
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }
}
