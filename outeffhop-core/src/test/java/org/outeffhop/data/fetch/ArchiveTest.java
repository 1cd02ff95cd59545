package org.outeffhop.data.fetch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.outeffhop.files.Folders;
import org.outeffhop.fuzz.Containers;
import org.outeffhop.fuzz.Fuzz;

class ArchiveTest {
  private static final byte[] TEXT = "many words ".repeat(1000).getBytes(StandardCharsets.UTF_8);

  @TempDir private Path temporary;

  private Path folder() throws IOException {
    return Files.createDirectories(temporary.resolve("set"));
  }

  private List<Path> unpack(String name, byte[] archive, long most, Map<String, String> rename)
      throws IOException {
    Path path = folder().resolve(name);
    Files.write(path, archive);
    URI address = URI.create("https://host.invalid/" + name);
    return Archive.unpack(
        path, new DataFile(name, List.of(address), archive.length, List.of(), most, rename));
  }

  /** Whoever looks while it is unpacked sees none of its files, or all. */
  @Test
  void noFileIsInItsPlaceBeforeAllAreUnpacked() throws Exception {
    String[] names =
        IntStream.range(0, 500).mapToObj(i -> "one/" + i + ".txt").toArray(String[]::new);
    Set<Integer> seen = ConcurrentHashMap.newKeySet();
    AtomicBoolean done = new AtomicBoolean();
    Path one = folder().resolve("one");
    CompletableFuture<Void> looking =
        CompletableFuture.runAsync(
            () -> {
              while (!done.get()) {
                String[] there = one.toFile().list();
                seen.add(there == null ? 0 : there.length);
              }
            });
    try {
      assertEquals(500, unpack("a.zip", zip(names), 1 << 30, Map.of()).size());
    } finally {
      done.set(true);
      looking.get();
    }
    seen.removeAll(Set.of(0, 500));
    assertEquals(Set.of(), seen);
    assertEquals(501, names().size());
  }

  private String refusal(String name, byte[] archive, long most) {
    return assertThrows(IOException.class, () -> unpack(name, archive, most, Map.of()))
        .getMessage();
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    }
    return bytes.toByteArray();
  }

  private static byte[] zip(String... names) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      for (String name : names) {
        out.putNextEntry(new ZipEntry(name));
        if (!name.endsWith("/")) {
          out.write(TEXT);
        }
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] tar(TarArchiveEntry... entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream out = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
      for (TarArchiveEntry entry : entries) {
        boolean plain = entry.isFile() && !entry.isSymbolicLink() && !entry.isLink();
        entry.setSize(plain ? TEXT.length : 0);
        out.putArchiveEntry(entry);
        if (plain) {
          out.write(TEXT);
        }
        out.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }

  private List<String> names() throws IOException {
    try (Stream<Path> all = Files.walk(temporary)) {
      return all.filter(Files::isRegularFile)
          .map(path -> temporary.relativize(path).toString().replace('\\', '/'))
          .sorted()
          .toList();
    }
  }

  @Test
  void gzipIsOneFileOfTheNameWithoutItsEnd() throws IOException {
    assertEquals(
        List.of(folder().resolve("words-ubyte")),
        unpack("words-ubyte.gz", gzip(TEXT), TEXT.length, Map.of()));
    assertArrayEquals(TEXT, Files.readAllBytes(folder().resolve("words-ubyte")));
  }

  @Test
  void zipAndTarKeepTheirFoldersAndAreRenamed() throws IOException {
    Map<String, String> rename = Map.of("raw/wiki.train.raw", "raw/wiki.train.txt");
    assertEquals(
        List.of(folder().resolve("raw/wiki.train.txt"), folder().resolve("readme")),
        unpack("a.zip", zip("raw/", "raw/wiki.train.raw", "readme"), 2L * TEXT.length, rename));
    assertEquals(
        List.of(folder().resolve("bin/one.bin")),
        unpack(
            "b.tar.gz",
            tar(new TarArchiveEntry("bin/"), new TarArchiveEntry("bin/one.bin")),
            TEXT.length,
            Map.of()));
    assertEquals(
        List.of(
            "set/a.zip", "set/b.tar.gz", "set/bin/one.bin", "set/raw/wiki.train.txt", "set/readme"),
        names());
    assertArrayEquals(TEXT, Files.readAllBytes(folder().resolve("bin/one.bin")));
  }

  private static byte[] named(int mode, String name) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream out = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
      out.setLongFileMode(mode);
      TarArchiveEntry entry = new TarArchiveEntry(name);
      entry.setSize(TEXT.length);
      out.putArchiveEntry(entry);
      out.write(TEXT);
      out.closeArchiveEntry();
    }
    return bytes.toByteArray();
  }

  /** An entry of GNU's or pax's kind that holds a name for the next one, by hand. */
  private static byte[] longName(char kind, int length) throws IOException {
    byte[] header = new byte[512];
    byte[] fields = "%011o\0".formatted(length).getBytes(StandardCharsets.US_ASCII);
    header[0] = 'n';
    System.arraycopy(fields, 0, header, 124, fields.length);
    Arrays.fill(header, 148, 156, (byte) ' ');
    header[156] = (byte) kind;
    int sum = 0;
    for (byte b : header) {
      sum += b & 255;
    }
    byte[] checksum = "%06o\0".formatted(sum).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(checksum, 0, header, 148, checksum.length);
    byte[] all = Arrays.copyOf(header, 512 + length);
    Arrays.fill(all, 512, all.length, (byte) 'a');
    byte[] beginning = (length + " path=").getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(beginning, 0, all, 512, kind == 'x' ? beginning.length : 0);
    return gzip(all);
  }

  @ParameterizedTest
  @ValueSource(ints = {TarArchiveOutputStream.LONGFILE_GNU, TarArchiveOutputStream.LONGFILE_POSIX})
  void namesAreBounded(int mode) throws IOException {
    String name = "folder/".repeat(30) + "file";
    unpack("a.tgz", named(mode, name), TEXT.length, Map.of());
    assertArrayEquals(TEXT, Files.readAllBytes(folder().resolve(name)));
    byte[] bomb = longName(mode == TarArchiveOutputStream.LONGFILE_GNU ? 'L' : 'x', 50_000_000);
    assertTrue(bomb.length < 100_000, "it is small when packed");
    String message = refusal("b.tgz", bomb, 1 << 20);
    assertEquals(
        folder().resolve("b.tgz")
            + " has an entry whose name and headers take more than 262144 bytes",
        message);
  }

  @Test
  void whatFoldersHoldCountsToo() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      out.putNextEntry(new ZipEntry("folder/"));
      out.write(new byte[1 << 20]);
    }
    String message = refusal("a.zip", bytes.toByteArray(), 1000);
    assertTrue(message.contains("unpacks to more than the 1,000 bytes"), message);
  }

  @Test
  void entriesAreCounted() throws IOException {
    String[] names = new String[10_001];
    Arrays.setAll(names, i -> i + "/");
    String message = refusal("a.zip", zip(names), 1000);
    assertTrue(message.contains("contains more than 10000 files and folders"), message);
  }

  @Test
  void pathsThatLeadOutAreRefusedAndNothingStays() throws IOException {
    for (String name :
        List.of("../evil", "/evil", "a/../../evil", "a\\..\\evil", "C:evil", "a//b", ".hidden")) {
      String zip = refusal("a.zip", zip("good", name), 1 << 20);
      assertTrue(zip.contains("'" + name + "' is not a plain path"), zip);
      assertEquals(List.of("set/a.zip"), names());
      TarArchiveEntry entry = new TarArchiveEntry(name, true);
      String tar = refusal("a.tgz", tar(new TarArchiveEntry("good"), entry), 1 << 20);
      assertTrue(tar.contains("is not a plain path"), tar);
      assertEquals(List.of("set/a.tgz", "set/a.zip"), names());
      Files.delete(folder().resolve("a.tgz"));
    }
  }

  @Test
  void linksAreRefused() throws IOException {
    TarArchiveEntry link = new TarArchiveEntry("link", TarConstants.LF_SYMLINK);
    link.setLinkName("/etc/passwd");
    String message = refusal("a.tar.gz", tar(new TarArchiveEntry("good"), link), 1 << 20);
    assertTrue(message.contains("'link' is a link or a device"), message);
    assertEquals(List.of("set/a.tar.gz"), names());
  }

  @Test
  void moreBytesThanPromisedAreStopped() throws IOException {
    byte[] bomb = gzip(new byte[50_000_000]);
    assertTrue(bomb.length < 100_000);
    String message = refusal("zeros.gz", bomb, 1_000_000);
    assertTrue(message.contains("unpacks to more than the 1,000,000 bytes"), message);
    assertEquals(List.of("set/zeros.gz"), names());
    String two = refusal("a.zip", zip("one", "two"), TEXT.length);
    assertTrue(two.contains("unpacks to more"), two);
    assertFalse(Files.exists(folder().resolve("one")));
  }

  @Test
  void damagedArchivesAreNamed() throws IOException {
    byte[] gzip = gzip(TEXT);
    byte[] cut = Arrays.copyOf(gzip, gzip.length / 2);
    assertTrue(refusal("a.gz", cut, 1 << 20).contains("a.gz is damaged"));
    byte[] flipped = gzip.clone();
    flipped[gzip.length - 6] ^= 1;
    assertTrue(refusal("b.gz", flipped, 1 << 20).contains("b.gz is damaged"));
    assertTrue(refusal("c.gz", TEXT, 1 << 20).contains("c.gz is damaged"));
    assertTrue(refusal("d.zip", TEXT, 1 << 20).contains("d.zip is damaged"));
    byte[] zip = zip("one");
    zip[40] ^= 1;
    assertTrue(refusal("e.zip", zip, 1 << 20).contains("e.zip is damaged"));
    assertEquals(List.of("set/a.gz", "set/b.gz", "set/c.gz", "set/d.zip", "set/e.zip"), names());
  }

  @Test
  void filesThatAreThereAreKeptAndOthersInTheWayNamed() throws IOException {
    byte[] archive = zip("one", "two");
    Files.write(folder().resolve("one"), TEXT);
    assertEquals(2, unpack("a.zip", archive, 1 << 20, Map.of()).size());
    assertEquals(2, unpack("a.zip", archive, 1 << 20, Map.of()).size());
    Files.writeString(folder().resolve("two"), "mine");
    String message = refusal("a.zip", archive, 1 << 20);
    assertTrue(message.contains("two already exists, with other content"), message);
    assertEquals("mine", Files.readString(folder().resolve("two")));
    assertArrayEquals(TEXT, Files.readAllBytes(folder().resolve("one")));
  }

  private void fuzz(String name, byte[] archive, UnaryOperator<byte[]> packed) throws IOException {
    Path file = Files.write(folder().resolve(name), archive);
    URI address = URI.create("https://host.invalid/" + name);
    DataFile described =
        new DataFile(name, List.of(address), archive.length, List.of(), 1 << 20, Map.of());
    Fuzz.packed(
        file,
        packed,
        path -> {
          Path folder = path.getParent();
          for (Path written : Archive.unpack(path, described)) {
            Path top = folder.resolve(folder.relativize(written).getName(0));
            if (Files.exists(top)) {
              Folders.delete(top);
            }
          }
        });
  }

  @Test
  void damagedArchivesAreUnpackedOrRefused() throws IOException {
    fuzz("a.zip", zip("raw/", "raw/words.txt", "readme"), UnaryOperator.identity());
    fuzz("words.gz", TEXT, Containers::gzip);
    byte[] tar = tar(new TarArchiveEntry("bin/"), new TarArchiveEntry("bin/one.bin"));
    byte[] plain = new GZIPInputStream(new ByteArrayInputStream(tar)).readAllBytes();
    fuzz("b.tar.gz", Arrays.copyOf(plain, 13 * 1024), Containers::gzip);
  }
}
