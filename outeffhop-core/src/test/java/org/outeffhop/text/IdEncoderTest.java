package org.outeffhop.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.outeffhop.text.tokenizer.SmallTokenizers;
import org.outeffhop.text.tokenizer.TokenizerFile;

/** Long texts, within and beyond a limit of 200000 letters and 100000 tokens. */
class IdEncoderTest {
  private static final String ADVICE =
      " is the most that is encoded at once; shorten it, or give Java a larger heap, as with OUTEFFHOP_JAVA_OPTS=-Xmx4g";

  private static final Path SOURCE = Path.of("tokenizer.json");

  private HuggingFaceTokenizer tokenizer;
  private long free = 1L << 40;

  private IdEncoder encoder(ObjectNode json) throws IOException {
    byte[] bytes = json.toString().getBytes(StandardCharsets.UTF_8);
    tokenizer =
        HuggingFaceTokenizer.newInstance(
            new ByteArrayInputStream(bytes), Map.of("truncation", "false"));
    long growth = TokenizerFile.of(json, SOURCE).growth();
    return new IdEncoder(tokenizer.getHandle(), SOURCE, 200_000, growth, () -> free);
  }

  @AfterEach
  void close() {
    tokenizer.close();
  }

  @Test
  void aLongTextHasTheIdsOfTheWholeOfIt() throws IOException {
    IdEncoder encoder = encoder(SmallTokenizers.wordPiece());
    int words = 66_000;
    int[] own = IntStream.range(0, words).map(i -> 10).toArray();
    assertArrayEquals(own, encoder.all(List.of("ab ".repeat(words)))[0]);
    int[] enclosed = encoder.ids("ab ".repeat(words), true);
    assertEquals(words + 2, enclosed.length);
    assertEquals(2, enclosed[0]);
    assertEquals(10, enclosed[words]);
    assertEquals(3, enclosed[words + 1]);
  }

  @Test
  void aTextOfTooManyLettersIsRefused() throws IOException {
    IdEncoder encoder = encoder(SmallTokenizers.wordPiece());
    assertRefused(encoder, "c".repeat(200_001), "200001 letters; 200000");
  }

  /** The last case is one of a short text that becomes a long one. */
  @Test
  void aTextOfTooManyTokensIsRefused() throws IOException {
    IdEncoder encoder = encoder(SmallTokenizers.bytePairs());
    assertRefused(encoder, "c".repeat(150_000), "131072 tokens or more; 100000");
    close();
    ObjectNode longer = SmallTokenizers.bytePairs();
    longer
        .putObject("normalizer")
        .put("type", "Replace")
        .put("content", "c".repeat(50))
        .putObject("pattern")
        .put("String", "a");
    assertRefused(encoder(longer), "a".repeat(70_000), "3276800 tokens or more; 100000");
  }

  /** Half of a surrogate pair would be a letter that the text does not have. */
  @Test
  void charactersStayWholeWhereATextIsCounted() throws IOException {
    IdEncoder encoder = encoder(SmallTokenizers.wordPiece());
    String text = "a" + " \ud83d\ude00".repeat(40_000);
    assertEquals(40_001, encoder.ids(text, false).length);
  }

  /** 160 bytes a letter: 16 MB took 2.3 GB. */
  @Test
  void aTextBeyondTheFreeMemoryIsRefusedBeforeItIsEncoded() throws IOException {
    IdEncoder encoder = encoder(SmallTokenizers.wordPiece());
    String text = "ab ".repeat(30_000);
    free = 160 * 90_000;
    assertEquals(30_000, encoder.ids(text, false).length);
    free--;
    assertEquals(
        "the text '%s..' has 90000 letters; 89999 is the most that the free memory encodes at once; shorten it, or write it as several"
            .formatted(text.substring(0, 40)),
        assertThrows(IllegalArgumentException.class, () -> encoder.ids(text, false)).getMessage());
  }

  /** U+FDFA becomes 18 letters, of which 15 take two bytes. */
  @Test
  void tokensAreBoundedByTheBytesOfTheLongestForm() throws IOException {
    IdEncoder encoder = encoder(SmallTokenizers.wordPiece());
    assertEquals(2 * 3 + 1, encoder.mostTokens("abc"));
    assertEquals(2 * 3 + 1, encoder.mostTokens("\u00e9"));
    assertEquals(2 * 33 + 1, encoder.mostTokens("\ufdfa"));
    close();
    ObjectNode longer = SmallTokenizers.bytePairs();
    longer
        .putObject("normalizer")
        .put("type", "Replace")
        .put("content", "cccc")
        .putObject("pattern")
        .put("String", "a");
    assertEquals(2 * 4 * 3 + 1, encoder(longer).mostTokens("abc"));
  }

  private static void assertRefused(IdEncoder encoder, String text, String numbers) {
    String expected = "the text '%s..' has %s%s".formatted(text.substring(0, 40), numbers, ADVICE);
    for (List<String> texts : List.of(List.of(text), List.of("ab", text))) {
      assertEquals(
          expected,
          assertThrows(IllegalArgumentException.class, () -> encoder.all(texts)).getMessage());
    }
    assertEquals(
        expected,
        assertThrows(IllegalArgumentException.class, () -> encoder.ids(text, true)).getMessage());
  }
}
