package org.outeffhop.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.outeffhop.files.Utf8Lines;

/** Documents that are longer than what is held at once. */
class LongDocumentsTest {
  private static final int LONGEST = 1 << 20;

  @TempDir private Path folder;

  private List<String> documents(String name, String content) throws IOException {
    Path file = Files.writeString(folder.resolve(name), content);
    try (Stream<String> all = TextCorpus.of(List.of(file)).documents()) {
      return all.toList();
    }
  }

  /** Nothing is lost, nothing is too long, and words stay whole. */
  private static void requirePieces(String text, List<String> pieces) {
    assertEquals(text, String.join("", pieces));
    for (String piece : pieces.subList(0, pieces.size() - 1)) {
      assertTrue(piece.length() <= LONGEST && piece.length() > LONGEST / 2, "" + piece.length());
      assertTrue(piece.endsWith(" "), piece.substring(piece.length() - 9));
    }
  }

  @Test
  void oneLongLineIsSeveralDocumentsCutBetweenWords() throws IOException {
    String line = "tide and wind and the light of the harbour ".repeat(60_000).strip();
    List<String> read = documents("text8.txt", line + "\r\n\r\nthe next\n");
    assertEquals(4, read.size());
    requirePieces(line, read.subList(0, 3));
    assertEquals("the next", read.get(3));
  }

  @Test
  void aLongStringInJsonIsCutLikewise() throws IOException {
    String text = "sea \u6d77 \uD83C\uDF0A ".repeat(300_000).strip();
    List<String> read = documents("long.jsonl", "{\"text\": \"" + text + "\"}\n{\"text\": \"b\"}");
    requirePieces(text, read.subList(0, read.size() - 1));
    assertEquals("b", read.get(read.size() - 1));
  }

  @Test
  void charactersStayWholeWhereThereIsNoWhiteSpace() throws IOException {
    String wave = "\uD83C\uDF0A";
    for (String start : List.of("", "a", "ab", "abc")) {
      String line = start + wave.repeat(300_000);
      List<String> text = documents("waves.txt", line);
      assertEquals(2, text.size());
      assertEquals(line, String.join("", text));
      String twice = start + wave.repeat(600_000);
      List<String> json = documents("waves.jsonl", "{\"text\":\"" + twice + "\"}");
      assertEquals(2, json.size());
      assertEquals(twice, String.join("", json));
      assertTrue(Character.isLowSurrogate(json.get(0).charAt(json.get(0).length() - 1)));
    }
  }

  @Test
  void manyLinesWithoutABlankOneAreCutBetweenLines() throws IOException {
    String line = "x".repeat(99);
    List<String> read = documents("lines.txt", (line + "\n").repeat(25_000));
    assertEquals(3, read.size());
    assertEquals((line + "\n").repeat(25_000).strip(), String.join("\n", read));
  }

  @Test
  void aLineThatMustBeWholeHasALimitWithItsNumber() throws IOException {
    Path file = Files.writeString(folder.resolve("a.jsonl"), "{}\n" + "y".repeat(5 * LONGEST));
    try (Utf8Lines lines = new Utf8Lines(file)) {
      assertEquals("{}", lines.whole(10));
      IllegalArgumentException error =
          assertThrows(IllegalArgumentException.class, () -> lines.whole(2L * LONGEST));
      assertEquals(
          file
              + ":2: the line has more than 2097152 bytes; write it as several lines, or give Java a larger heap, as with OUTEFFHOP_JAVA_OPTS=-Xmx4g",
          error.getMessage());
    }
  }

  /** The limit is a sixth of the heap, an eighth of which is taken already. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void aLineOfJsonAsLongAsItMayBeFitsIntoTheHeap(int word)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                LongLine.class.getName(),
                folder.resolve("line.jsonl").toString(),
                String.valueOf(word))
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    String[] counts = said.strip().split(" ");
    assertEquals(counts[0], counts[1]);
    assertTrue(Long.parseLong(counts[0]) > 5 * LONGEST, said);
  }

  /** What is wrong with the second one is found when it is asked for. */
  @Test
  void documentsOfAFileAreReadOneAtATime() throws IOException {
    Path file = folder.resolve("many.jsonl");
    Files.writeString(file, "{\"text\": \"first\"}\nno JSON\n");
    try (Stream<String> all = TextCorpus.of(List.of(file)).documents().map(String::strip)) {
      assertEquals("first", all.iterator().next());
    }
  }

  @Test
  void aTextOfSeveralPiecesMayStandAnywhereInItsObject() throws IOException {
    String text = "of \\\"waves\\\" and \\u6d77 ".repeat(100_000).strip();
    String line =
        "{\"text\": 3, \"a\": {\"text\": [\"no\"]}, \"text\": \"%s\", \"b\": [1, {\"text\": \"no\"}]}"
            .formatted(text);
    List<String> read = documents("nested.jsonl", "  \n" + line + "\n{\"text\": \" \"}\n");
    requirePieces("of \"waves\" and \u6d77 ".repeat(100_000).strip(), read);
  }

  @Test
  void whatIsNoUtf8InALongLineIsRefusedWithItsLine() throws IOException {
    byte[] bytes = ("one\n" + "z ".repeat(LONGEST)).getBytes(StandardCharsets.UTF_8);
    bytes[bytes.length - 2] = (byte) 0xE9;
    Path file = Files.write(folder.resolve("latin.txt"), bytes);
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () -> TextCorpus.of(List.of(file)).documents().forEach(text -> {}));
    assertEquals(
        file
            + ":2: not UTF-8, and not UTF-16 with a byte order mark; convert it, for example with 'iconv -f ISO-8859-1 -t UTF-8'",
        error.getMessage());
  }
}
