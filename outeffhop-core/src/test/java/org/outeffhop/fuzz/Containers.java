package org.outeffhop.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;

/** Lengths and checksums made right again, so that readers look at what is behind them. */
public final class Containers {
  private static final int PNG_SIGNATURE = 8;
  private static final int ZIP_ENTRY = 0x02014b50;
  private static final int ZIP_CRC = 16;

  private Containers() {}

  /** Compressed. */
  public static byte[] gzip(byte[] content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** A safetensors file whose length field is that of its header; this many bytes are data. */
  static byte[] safetensors(byte[] file, int data) {
    byte[] right = Arrays.copyOf(file, Math.max(Long.BYTES, file.length));
    ByteBuffer.wrap(right)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(0, Math.max(0, right.length - Long.BYTES - data));
    return right;
  }

  /** The CRC of every chunk that lies within the file. */
  static byte[] png(byte[] file) {
    byte[] right = file.clone();
    ByteBuffer bytes = ByteBuffer.wrap(right);
    long at = PNG_SIGNATURE;
    while (at + 12 <= right.length) {
      long length = Integer.toUnsignedLong(bytes.getInt((int) at));
      if (length > right.length - at - 12) {
        break;
      }
      CRC32 crc = new CRC32();
      crc.update(right, (int) at + 4, (int) length + 4);
      bytes.putInt((int) (at + 8 + length), (int) crc.getValue());
      at += 12 + length;
    }
    return right;
  }

  /** A zip file whose entries have no checksum. */
  static byte[] zip(byte[] file) {
    byte[] right = file.clone();
    ByteBuffer bytes = ByteBuffer.wrap(right).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at + ZIP_CRC + 4 <= right.length; at++) {
      if (bytes.getInt(at) == ZIP_ENTRY) {
        bytes.putInt(at + ZIP_CRC, 0);
      }
    }
    return right;
  }
}
