package org.outeffhop.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.outeffhop.data.TextLines.Line;

class TextLinesTest {
  private static final String TEXT = "café 今天\r\n\n  \nlast";

  @TempDir private Path folder;

  private static List<Line> all(TextLines lines) throws IOException {
    List<Line> all = new ArrayList<>();
    try (lines) {
      lines.forEachRemaining(all::add);
    }
    return all;
  }

  @ParameterizedTest
  @CsvSource({"UTF-8, ''", "UTF-8, \uFEFF", "UTF-16LE, \uFEFF", "UTF-16BE, \uFEFF"})
  void aLineIsATextInEveryEncodingThatSaysItself(String charset, String mark) throws IOException {
    byte[] bytes = (mark + TEXT).getBytes(Charset.forName(charset));
    List<Line> right = List.of(new Line("café 今天", "here:1"), new Line("last", "here:4"));
    TextLines lines = TextLines.of("here", new ByteArrayInputStream(bytes));
    assertEquals(right, all(lines));
    assertEquals(2, lines.blank());
    assertEquals("here:2", lines.firstBlank());
    Path file = Files.write(folder.resolve("texts"), bytes);
    assertEquals(2, all(TextLines.open(file)).size());
  }

  @Test
  void whatIsNoTextIsNamed() throws IOException {
    byte[] latin = "one\ncaf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1);
    assertEquals(
        "here:2: not UTF-8, and not UTF-16 with a byte order mark; convert it, for example with 'iconv -f ISO-8859-1 -t UTF-8'",
        assertThrows(
                IllegalArgumentException.class,
                () -> all(TextLines.of("here", new ByteArrayInputStream(latin))))
            .getMessage());
    assertEquals(
        folder + " is a folder; a file is needed",
        assertThrows(IllegalArgumentException.class, () -> TextLines.open(folder)).getMessage());
    Path none = folder.resolve("none");
    assertEquals(
        "there is no file " + none,
        assertThrows(IllegalArgumentException.class, () -> TextLines.open(none)).getMessage());
  }

  @Test
  void ofJsonLinesItIsTheFieldText() throws IOException {
    Path file = folder.resolve("a.jsonl");
    Files.writeString(file, "{\"text\": \"x\\ny\"}\n\n{\"id\": 2}\n");
    TextLines lines = TextLines.open(file);
    assertEquals(new Line("x\ny", file + ":1"), lines.next());
    assertEquals(
        file + ":3: expected a JSON object with a string field \"text\"",
        assertThrows(IllegalArgumentException.class, lines::hasNext).getMessage());
    lines.close();
  }

  private static String refusal(byte[] bytes) {
    return assertThrows(
            IllegalArgumentException.class,
            () -> all(TextLines.of("here", new ByteArrayInputStream(bytes))))
        .getMessage();
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE"})
  void otherEncodingsWithoutAMarkAreNoText(String charset) {
    byte[] bytes = "one\ntwo\n".getBytes(Charset.forName(charset));
    assertEquals(
        "here:1: has NUL characters, as UTF-16 without a byte order mark, UTF-32 and files that are no text have; convert it, for example with 'iconv -f UTF-16LE -t UTF-8'",
        refusal(bytes));
  }

  @Test
  void halfACharacterOfUtf16IsNamed() {
    byte[] whole = "\uFEFFone\n".getBytes(StandardCharsets.UTF_16LE);
    String right =
        "here: not UTF-16, though its byte order mark says so; a character is cut in half";
    assertEquals(right, refusal(Arrays.copyOf(whole, whole.length - 1)));
    assertEquals(right, refusal(new byte[] {-1, -2, 0x3d, (byte) 0xd8, 0x6f, 0}));
  }
}
