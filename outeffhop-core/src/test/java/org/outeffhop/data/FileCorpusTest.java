package org.outeffhop.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileCorpusTest {
  @TempDir Path folder;

  @Test
  void blankLinesSeparateTheDocumentsOfATextFile() throws IOException {
    Path file = write("a.txt", "\uFEFF\n\none\r\ntwo  \r\n \t\r\n\r\nthree\n\n  four");
    assertEquals(List.of("one\ntwo  ", "three", "  four"), documents(file));
  }

  @Test
  void everyLineOfAJsonLinesFileIsADocument() throws IOException {
    Path file =
        write(
            "a.jsonl",
            "{\"id\": 1, \"text\": \"é\\n\\nx\"}\n\n{\"text\": \" \"}\n{\"text\":\"y\"}");
    assertEquals(List.of("é\n\nx", "y"), documents(file));
  }

  @Test
  void foldersAreReadInTheOrderOfTheirPaths() throws IOException {
    write("b/z.txt", "second");
    write("b.txt", "first");
    write("c/a/x.jsonl", "{\"text\": \"third\"}");
    write("c/readme.md", "not data");
    assertEquals(List.of("first", "second", "third"), documents(folder));
    assertEquals(
        List.of("second", "first"), documents(folder.resolve("b"), folder.resolve("b.txt")));
  }

  @Test
  void theFingerprintFollowsContentAndKindButNotTheName() throws IOException {
    Path one = write("one.txt", "same");
    Path two = write("two.txt", "same");
    Path other = write("other.txt", "different");
    Path json = write("one.jsonl", "same");
    String fingerprint = fingerprint(one);
    assertEquals(fingerprint, fingerprint(two));
    assertNotEquals(fingerprint, fingerprint(other));
    assertNotEquals(fingerprint, fingerprint(json));
    assertNotEquals(fingerprint(one, other), fingerprint(other, one));
  }

  @Test
  void errorsNameFileAndLine() throws IOException {
    Path missing = folder.resolve("missing");
    assertError("there is no file or folder " + missing, missing);
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertError(empty + ": no .txt or .jsonl file in this folder", empty);
    Path other = write("other.csv", "x");
    assertError(other + ": expected a file ending in .txt or .jsonl", other);
    assertError("there is no data; name at least one .txt or .jsonl file or folder");
    Path broken = write("broken.jsonl", "{\"text\": \"x\"}\n{\"text\": ");
    assertErrorStarts(broken + ":2: not a JSON object: ", broken);
    Path trailing = write("trailing.jsonl", "{\"text\": \"x\"} y");
    assertErrorStarts(trailing + ":1: not a JSON object: ", trailing);
    for (String line : List.of("{\"Text\": \"x\"}", "{\"text\": 3}", "7")) {
      Path without = write("without.jsonl", "\n" + line);
      assertError(without + ":2: expected a JSON object with a string field \"text\"", without);
    }
    Path array = write("array.jsonl", "[\n{\"text\": \"x\"}]");
    assertError(
        array + ":1: a JSON array; each line must be one object, {\"text\": \"...\"}", array);
    Path latin = folder.resolve("latin.txt");
    Files.write(latin, "one\ntwo\ncaf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
    assertError(
        latin
            + ":3: not UTF-8, and not UTF-16 with a byte order mark; convert it, for example with 'iconv -f ISO-8859-1 -t UTF-8'",
        latin);
  }

  @Test
  void textMayBeUtf16WithAByteOrderMark() throws IOException {
    Path file = folder.resolve("wide.txt");
    Files.write(file, "\uFEFFcaf\u00e9\r\n\r\n\u4eca\u5929".getBytes(StandardCharsets.UTF_16LE));
    assertEquals(
        List.of("caf\u00e9", "\u4eca\u5929"), TextCorpus.of(List.of(file)).documents().toList());
  }

  /** As Python writes them; nothing reads these fields. */
  @Test
  void numbersThatAreNoneDoNoHarmBesideAText() throws IOException {
    Path file = write("a.jsonl", "{\"text\": \"x\", \"score\": NaN, \"most\": -Infinity}");
    assertEquals(List.of("x"), TextCorpus.of(List.of(file)).documents().toList());
  }

  private void assertError(String message, Path... paths) {
    assertEquals(message, error(paths).getMessage());
  }

  private void assertErrorStarts(String start, Path... paths) {
    String message = error(paths).getMessage();
    assertEquals(start, message.substring(0, Math.min(start.length(), message.length())));
  }

  private static IllegalArgumentException error(Path... paths) {
    return assertThrows(IllegalArgumentException.class, () -> documents(paths));
  }

  private Path write(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }

  private static List<String> documents(Path... paths) {
    try (Stream<String> documents = TextCorpus.of(List.of(paths)).documents()) {
      return documents.toList();
    }
  }

  private static String fingerprint(Path... paths) {
    return TextCorpus.of(List.of(paths)).fingerprint();
  }
}
