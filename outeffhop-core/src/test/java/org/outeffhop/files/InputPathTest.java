package org.outeffhop.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.data.TextCorpus;
import org.outeffhop.data.pattern.Patterns;
import org.outeffhop.inspection.PathInspector;
import org.outeffhop.model.checkpoint.CheckpointWeights;
import org.outeffhop.model.checkpoint.WeightFile;
import org.outeffhop.series.TimeSeries;

/** What is no file, or cannot be read, is said with what it is and the system's reason. */
class InputPathTest {
  private static final String PIPE =
      " is a pipe, which is not read here; write what comes of it to a file, and give that";

  @TempDir private Path folder;

  private interface Reading {
    void run() throws IOException;
  }

  private static void refused(String said, Reading reading) {
    assertEquals(said, assertThrows(IllegalArgumentException.class, reading::run).getMessage());
  }

  private static void refused(String said, Path path, Consumer<Path> reading) {
    refused(said, () -> reading.accept(path));
  }

  @Test
  void missingAndFolders() {
    Path none = folder.resolve("none");
    refused("there is no file " + none, none, InputPath::requireFile);
    refused("there is no file or folder " + none, none, InputPath::require);
    refused("there is no folder " + none, none, Folders::require);
    refused(folder + " is a folder; a file is needed", folder, InputPath::requireFile);
    Path weights = folder.resolve("m.safetensors").resolve("..").resolve("m.bin");
    refused("there is no file " + weights, weights, WeightFile::open);
  }

  @Test
  void links() throws IOException {
    Path loop = folder.resolve("loop");
    Files.createSymbolicLink(loop, loop);
    refused(
        "cannot read "
            + loop
            + ": Too many levels of symbolic links or unable to access attributes of symbolic link",
        loop,
        InputPath::require);
    Path dangling = folder.resolve("a.txt");
    Files.createSymbolicLink(dangling, Path.of("gone"));
    refused(
        dangling + " is a link to gone, which is not there",
        () -> TextCorpus.of(List.of(dangling)));
    Path annexed = folder.resolve("model.safetensors");
    Files.createSymbolicLink(annexed, Path.of(".git/annex/objects/x"));
    refused(
        annexed + " is a link to .git/annex/objects/x, which is not there; run 'git annex get'",
        () -> CheckpointWeights.open(folder).close());
  }

  @Test
  void aFileInPlaceOfAFolderOnTheWay() throws IOException {
    Path inside = Files.writeString(folder.resolve("a"), "a").resolve("b.txt");
    refused("cannot read " + inside + ": Not a directory", inside, InputPath::require);
  }

  @Test
  void pipesAndDevices() throws IOException, InterruptedException {
    Path device = Path.of("/dev/null");
    refused(
        "/dev/null is a device, which is not read here; write what comes of it to a file, and give"
            + " that",
        () -> PathInspector.inspect(device));
    for (String name : List.of("a.txt", "a.csv", "a.npy", "a.json", "model.safetensors")) {
      new ProcessBuilder("mkfifo", folder.resolve(name).toString()).inheritIO().start().waitFor();
    }
    Path text = folder.resolve("a.txt");
    Path csv = folder.resolve("a.csv");
    refused(text + PIPE, () -> TextCorpus.of(List.of(text)));
    refused(text + PIPE, () -> PathInspector.inspect(text));
    refused(csv + PIPE, () -> TimeSeries.read(csv));
    refused(folder.resolve("a.npy") + PIPE, folder.resolve("a.npy"), Patterns::read);
    refused(
        folder.resolve("a.json") + PIPE, () -> JsonFile.readObject(folder.resolve("a.json"), 9));
    Path weights = folder.resolve("model.safetensors");
    refused(weights + PIPE, weights, WeightFile::open);
    refused(weights + PIPE, folder, CheckpointWeights::open);
  }

  @Test
  void noPermission() throws IOException {
    Path secret = Files.writeString(folder.resolve("a.txt"), "a");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("---------"));
    if (Files.isReadable(secret)) { // the superuser may read all files
      try (Stream<String> documents = TextCorpus.of(List.of(secret)).documents()) {
        assertEquals(List.of("a"), documents.toList());
      }
      return;
    }
    refused("cannot read " + secret + ": permission denied", () -> TextCorpus.of(List.of(secret)));
    refused("cannot read " + secret + ": permission denied", () -> PathInspector.inspect(secret));
  }

  @Test
  void reasonsOfTheSystem() {
    assertEquals("permission denied for a", FileFaults.reason(new AccessDeniedException("a")));
    assertEquals("there is no a", FileFaults.reason(new NoSuchFileException("a")));
    assertEquals("a is not a folder", FileFaults.reason(new NotDirectoryException("a")));
    assertEquals(
        "Read-only file system",
        FileFaults.reason(new FileSystemException("a", null, "Read-only file system")));
    assertEquals("Input/output error", FileFaults.reason(new IOException("Input/output error")));
    assertEquals("java.io.IOException", FileFaults.reason(new IOException()));
    assertEquals(
        "cannot read b: permission denied for a",
        FileFaults.unreadable("b", new AccessDeniedException("a")).getMessage());
  }
}
