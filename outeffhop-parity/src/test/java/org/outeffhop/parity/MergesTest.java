package org.outeffhop.parity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.text.TextTokenizer;

/** GPT-2's vocabulary as its own two files have it, against another program's encoder. */
class MergesTest {
  private static final int END_OF_TEXT = 50256;

  @TempDir private Path folder;

  @Test
  void everyTextIsCutAsByJtokkit() throws IOException {
    Gpt2Files.write(folder);
    Encoding expected = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.R50K_BASE);
    try (TextTokenizer actual = TextTokenizer.read(folder)) {
      assertEquals(END_OF_TEXT + 1, actual.vocabularySize());
      assertArrayEquals(new int[] {15496, 995}, actual.encode("Hello world"));
      int tokens = 0;
      for (String text : Texts.all()) {
        int[] ids = expected.encodeOrdinary(text).toArray();
        assertArrayEquals(ids, actual.encode(text), text);
        assertEquals(text, actual.decode(ids));
        tokens += ids.length;
      }
      assertTrue(tokens > 50_000, "tokens: " + tokens);
    }
  }

  @Test
  void theTokenOfTheBeginningIsPutBeforeADocument() throws IOException {
    Gpt2Files.write(folder);
    Files.writeString(folder.resolve("tokenizer_config.json"), "{\"add_bos_token\": true}");
    try (TextTokenizer tokenizer = TextTokenizer.read(folder)) {
      int[] ids = tokenizer.encode("Hello world");
      assertArrayEquals(
          IntStream.concat(IntStream.of(END_OF_TEXT), IntStream.of(ids)).toArray(),
          tokenizer.encodeDocument("Hello world"));
    }
  }
}
