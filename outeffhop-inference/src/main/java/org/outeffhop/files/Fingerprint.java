package org.outeffhop.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of a sequence of values. */
public final class Fingerprint {
  private final MessageDigest digest;

  /** The fingerprint of an empty sequence, to which values are added. */
  public Fingerprint() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Adds a number. */
  public Fingerprint add(long value) {
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(value).flip());
    return this;
  }

  /** Adds bytes after their count. */
  public Fingerprint add(byte[] bytes) {
    add(bytes.length);
    digest.update(bytes);
    return this;
  }

  /** Adds the remaining bytes of a buffer after their count. */
  public Fingerprint add(ByteBuffer bytes) {
    add(bytes.remaining());
    digest.update(bytes);
    return this;
  }

  /** Adds numbers after their count. */
  public Fingerprint add(float[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * values.length);
    bytes.asFloatBuffer().put(values);
    add(values.length);
    digest.update(bytes);
    return this;
  }

  /** Adds a text after its length, so that neighbouring texts remain distinct. */
  public Fingerprint add(String text) {
    return add(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Adds all bytes of a stream, then their number. */
  public Fingerprint add(InputStream stream) throws IOException {
    byte[] buffer = new byte[1 << 16];
    long length = 0;
    for (int read = stream.read(buffer); read >= 0; read = stream.read(buffer)) {
      digest.update(buffer, 0, read);
      length += read;
    }
    return add(length);
  }

  /** The first eight bytes; nothing can be added afterwards. */
  public long toLong() {
    return ByteBuffer.wrap(digest.digest()).getLong();
  }

  /** All 32 bytes in hexadecimal; nothing can be added afterwards. */
  public String toHex() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
