package org.outeffhop.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextTokenizerTest {
  @TempDir Path folder;

  @Test
  void filesThatAreNoTokenizerAreRefused() throws IOException {
    Path missing = folder.resolve("missing.json");
    assertEquals("no such tokenizer file: " + missing, error(missing));
    Path text = Files.writeString(folder.resolve("text.json"), "{\n not json");
    assertTrue(error(text).startsWith(text + ": not JSON: "), error(text));
    assertTrue(error(text).endsWith(", line 2"), error(text));
    Path other = Files.writeString(folder.resolve("other.json"), "{\"model\": {}}");
    assertEquals(
        other + ": not a tokenizer.json that can be used: \"model.vocab\" must map tokens to ids",
        error(other));
    Path unknown =
        Files.writeString(
            folder.resolve("unknown.json"),
            "{\"model\": {\"type\": \"X\", \"vocab\": {\"a\": 0}}}");
    assertTrue(error(unknown).startsWith(unknown + ": not a usable tokenizer: "), error(unknown));
  }

  private static String error(Path file) {
    return assertThrows(IllegalArgumentException.class, () -> TextTokenizer.load(file).close())
        .getMessage();
  }
}
