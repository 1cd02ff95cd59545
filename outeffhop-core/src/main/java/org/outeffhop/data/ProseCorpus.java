package org.outeffhop.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.outeffhop.files.Fingerprint;

/**
 * Long English prose from the class path: the chapters of the World English Bible, then pieces of
 * Spurgeon's Treasury of David, both in the public domain. The notice lies beside the file, which
 * has a document a line.
 */
final class ProseCorpus implements TextCorpus {
  private static final String FILE = "prose.txt.gz";

  @Override
  public String name() {
    return "World English Bible and Treasury of David";
  }

  @Override
  public String fingerprint() {
    try (InputStream stream = open()) {
      return new Fingerprint().add(stream).toHex();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  @Override
  public Stream<String> documents() {
    try {
      BufferedReader reader =
          new BufferedReader(new InputStreamReader(open(), StandardCharsets.UTF_8));
      return reader.lines().onClose(() -> close(reader));
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private static InputStream open() throws IOException {
    InputStream file = ProseCorpus.class.getResourceAsStream(FILE);
    if (file == null) {
      throw new IllegalStateException("the built-in prose, " + FILE + ", is not on the class path");
    }
    return new GZIPInputStream(file);
  }

  private static void close(BufferedReader reader) {
    try {
      reader.close();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private static UncheckedIOException unreadable(IOException e) {
    return new UncheckedIOException("cannot read the built-in prose", e);
  }
}
