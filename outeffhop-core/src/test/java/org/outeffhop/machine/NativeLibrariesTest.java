package org.outeffhop.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibrariesTest {
  private static final String CONTENT = "a library that is long enough to be cut short";
  private static final FileTime TIME = FileTime.from(Instant.parse("2024-05-06T07:08:10Z"));

  @TempDir private Path folder;
  private Path cache;
  private Path library;
  private List<URL> sources;

  @BeforeEach
  void makeJar() throws IOException {
    Path jar = folder.resolve("natives-1.0.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry("org/natives/lib.so").setLastModifiedTime(TIME));
      out.write(CONTENT.getBytes(StandardCharsets.UTF_8));
    }
    sources = List.of(new URL("jar:" + jar.toUri() + "!/org/natives/lib.so"));
    cache = Files.createDirectory(folder.resolve("cache"));
    library = cache.resolve("natives-1.0.jar/org/natives/lib.so");
  }

  private void requireWhole() throws IOException {
    assertEquals(library.getParent(), NativeLibraries.unpack(cache, sources));
    assertEquals(CONTENT, Files.readString(library));
    assertEquals(TIME, Files.getLastModifiedTime(library));
    try (Stream<Path> files = Files.list(library.getParent())) {
      assertEquals(List.of(library), files.toList());
    }
  }

  /** Where JavaCPP would put it, and with the time by which it knows it. */
  @Test
  void aLibraryIsUnpackedOnce() throws IOException {
    requireWhole();
    Object first = Files.getAttribute(library, "unix:ino");
    requireWhole();
    assertEquals(first, Files.getAttribute(library, "unix:ino"));
  }

  /** As an interrupted start leaves it: JavaCPP's under its name, this one's under another. */
  @Test
  void whatIsShortIsReplacedAndWhatIsLeftIsDeleted() throws IOException {
    Files.createDirectories(library.getParent());
    Files.writeString(library, CONTENT.substring(0, 9));
    Files.writeString(library.resolveSibling("lib.so.5f0c.tmp"), CONTENT.substring(0, 7));
    requireWhole();
  }

  /** The time is set last, so that a library without it may not be whole. */
  @Test
  void aLibraryOfAnotherTimeIsReplaced() throws IOException {
    Files.createDirectories(library.getParent());
    Files.writeString(library, CONTENT.replace('a', 'b'));
    requireWhole();
  }

  @Test
  void firstStartsSideBySideFindItWhole() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      Callable<String> start =
          () -> Files.readString(NativeLibraries.unpack(cache, sources).resolve("lib.so"));
      for (var found : pool.invokeAll(List.of(start, start, start, start))) {
        assertEquals(CONTENT, found.get());
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void aChosenFolderThatIsAFileIsNamed() throws IOException {
    String property = "org.bytedeco.javacpp.cachedir";
    Path file = Files.createFile(folder.resolve("file"));
    String before = System.getProperty(property);
    System.setProperty(property, file.toString());
    try {
      assertEquals(
          "cannot unpack native libraries: "
              + file
              + " is no folder and cannot be made one; set -D"
              + property
              + "=FOLDER to a folder that can be written",
          assertThrows(UncheckedIOException.class, () -> NativeLibraries.unpack(sources))
              .getMessage());
    } finally {
      if (before == null) {
        System.clearProperty(property);
      } else {
        System.setProperty(property, before);
      }
    }
  }

  @Test
  void aFolderThatCannotBeWrittenIsNamed() {
    Path absent = folder.resolve("absent");
    assertTrue(
        assertThrows(IOException.class, () -> NativeLibraries.unpack(absent, sources))
            .getMessage()
            .contains(absent.toString()));
  }
}
