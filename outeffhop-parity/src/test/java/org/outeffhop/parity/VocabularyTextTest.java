package org.outeffhop.parity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.text.TextTokenizer;

/**
 * BERT's vocabulary of 30,522 pieces as its {@code vocab.txt} has it, one a line, means what
 * all-MiniLM-L6-v2's own {@code tokenizer.json} does, which has the same pieces.
 */
class VocabularyTextTest {
  @TempDir private Path folder;

  @Test
  void everyTextIsCutAsByTheModelsOwnFile() throws IOException {
    Path own = folder.resolve("own.json");
    try (InputStream in = getClass().getResourceAsStream("/all-minilm-l6-v2-tokenizer.json")) {
      Files.copy(in, own);
    }
    JsonNode pieces = new ObjectMapper().readTree(own.toFile()).path("model").path("vocab");
    Map<Integer, String> byId = new TreeMap<>();
    pieces.properties().forEach(entry -> byId.put(entry.getValue().asInt(), entry.getKey()));
    Files.writeString(folder.resolve("vocab.txt"), String.join("\n", byId.values()) + "\n");
    Files.writeString(folder.resolve("tokenizer_config.json"), "{\"do_lower_case\": true}");
    try (TextTokenizer expected = TextTokenizer.load(own);
        TextTokenizer actual = TextTokenizer.read(folder)) {
      assertEquals(30522, actual.vocabularySize());
      assertEquals(expected.specials(), actual.specials());
      int tokens = 0;
      for (String text : Texts.all()) {
        int[] ids = expected.encodeDocument(text);
        assertArrayEquals(ids, actual.encodeDocument(text), text);
        assertEquals(expected.decode(ids), actual.decode(ids));
        tokens += ids.length;
      }
      assertTrue(tokens > 50_000, "tokens: " + tokens);
    }
  }
}
