package org.outeffhop.data;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.outeffhop.files.AtomicFile;

/**
 * Documents as tokens in a file of 32-bit big-endian integers: 1 if words are tokens, the number of
 * documents, where each ends, and the ids. SHA-256 of all that stands behind it.
 */
final class TokenFile {
  private static final int DIGEST = 32;
  private static final int HEAD = 2;

  /** Tokens in a file at most, a gibibyte of them. */
  static final int LARGEST = 1 << 28;

  private TokenFile() {}

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  static void write(Path file, EncodedDocuments encoded) throws IOException {
    TokenizedDocuments documents = encoded.documents();
    AtomicFile.write(
        file,
        stream -> {
          MessageDigest digest = digest();
          DataOutputStream out = new DataOutputStream(new DigestOutputStream(stream, digest));
          out.writeInt(encoded.wordsAreTokens() ? 1 : 0);
          out.writeInt(documents.count());
          for (int document = 0; document < documents.count(); document++) {
            out.writeInt(documents.start(document) + documents.length(document));
          }
          for (int position = 0; position < documents.tokens(); position++) {
            out.writeInt(documents.id(position));
          }
          out.flush();
          stream.write(digest.digest());
        });
  }

  /**
   * Reads a file.
   *
   * @throws IOException if it is not what was written
   */
  static EncodedDocuments read(Path file) throws IOException {
    long integers = (Files.size(file) - DIGEST) / Integer.BYTES;
    MessageDigest digest = digest();
    try (InputStream stream = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      DataInputStream in = new DataInputStream(new DigestInputStream(stream, digest));
      boolean wordsAreTokens = in.readInt() == 1;
      int count = in.readInt();
      long tokens = integers - HEAD - count;
      if (count < 0 || tokens < 0 || tokens > LARGEST) {
        throw new IOException("it has %d documents in %d numbers".formatted(count, integers));
      }
      int[] ends = ints(in, count);
      int[] ids = ints(in, (int) tokens);
      if (!MessageDigest.isEqual(digest.digest(), stream.readAllBytes())) {
        throw new IOException("its SHA-256 is not what it says");
      }
      return new EncodedDocuments(TokenizedDocuments.of(ids, ends), wordsAreTokens);
    }
  }

  private static int[] ints(DataInputStream in, int count) throws IOException {
    int[] values = new int[count];
    for (int i = 0; i < count; i++) {
      values[i] = in.readInt();
    }
    return values;
  }
}
