package org.outeffhop.tensor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** What people often have under the name of a large file, in place of it. */
public final class OtherFile {
  private static final int BEGINNING = 256;
  private static final String POINTER = "version https://git-lfs";

  private OtherFile() {}

  /** What the file is and what to do; empty where it is neither. The position stays as it is. */
  public static Optional<String> in(FileChannel channel) throws IOException {
    ByteBuffer beginning = ByteBuffer.allocate(BEGINNING);
    channel.read(beginning, 0);
    return in(beginning.flip());
  }

  /** The same of a file's content. */
  public static Optional<String> in(byte[] content) {
    return in(ByteBuffer.wrap(content, 0, Math.min(BEGINNING, content.length)));
  }

  private static Optional<String> in(ByteBuffer beginning) {
    String text = StandardCharsets.ISO_8859_1.decode(beginning).toString().stripLeading();
    if (text.startsWith(POINTER)) {
      return Optional.of("it is a Git LFS pointer, in place of the file; run 'git lfs pull'");
    }
    String letters = text.toLowerCase(Locale.ROOT);
    if (letters.startsWith("<!doctype html") || letters.startsWith("<html")) {
      return Optional.of("it is an HTML page; download the file itself");
    }
    return Optional.empty();
  }
}
