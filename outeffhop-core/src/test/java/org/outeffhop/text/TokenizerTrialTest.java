package org.outeffhop.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.text.tokenizer.SmallTokenizers;
import org.outeffhop.text.tokenizer.TokenizerFile;

class TokenizerTrialTest {
  private static final Path SOURCE = Path.of("tokenizer.json");

  @TempDir Path folder;

  @Test
  void expressionsOfExponentialTimeAreFoundInAProcessOfTheirOwn() throws IOException {
    TokenizerTrial trial = new TokenizerTrial(folder);
    for (String expression :
        List.of("(a+)+$", "(x|xx)*y", "foo(?:bar|barbar)+$", "^(([a-z])+.)+[A-Z]([a-z])+$")) {
      TokenizerFile tokenizer = with(expression);
      assertEquals(
          "tokenizer.json: its regular expression \"%s\" is not safe to use: in a trial it ended the process with code 134"
              .formatted(expression),
          assertThrows(IllegalArgumentException.class, () -> trial.require(tokenizer))
              .getMessage());
    }
    assertEquals(0, marks());
  }

  /** What the texts of the trial become as tokens would not lead it there. */
  @Test
  void expressionsOfADecoderAreTriedOnTextsAsTheyAre() throws IOException {
    TokenizerTrial trial = new TokenizerTrial(folder);
    assertEquals(
        "tokenizer.json: its regular expression \"(a+)+$\" is not safe to use: in a trial it ended the process with code 134",
        assertThrows(IllegalArgumentException.class, () -> trial.require(decoding("(a+)+$")))
            .getMessage());
    assertEquals(0, marks());
    trial.require(decoding("a+x"));
    assertEquals(1, marks());
  }

  @Test
  void aTrialIsNeededOnce() throws IOException {
    TokenizerTrial trial = new TokenizerTrial(folder.resolve("new"));
    trial.require(with("[a-c]+|x"));
    assertTrue(Files.exists(folder.resolve("new")));
    trial.require(with("[d-f]+|x"));
    String home = System.getProperty("java.home");
    System.setProperty("java.home", folder.toString());
    try {
      trial.require(with("[a-c]+|x"));
      TokenizerFile other = with("[a-d]+|x");
      String message =
          assertThrows(IllegalArgumentException.class, () -> trial.require(other)).getMessage();
      assertTrue(
          message.startsWith(
              "tokenizer.json: its regular expression \"[a-d]+|x\" must be tried in a process of its own, which cannot be started: "),
          message);
    } finally {
      System.setProperty("java.home", home);
    }
  }

  /** Those of published models need no process. */
  @Test
  void knownExpressionsAreNotTried() {
    for (ObjectNode tokenizer : SmallTokenizers.all()) {
      assertTrue(TokenizerFile.of(tokenizer, SOURCE).expressions().isEmpty());
      new TokenizerTrial(folder).require(TokenizerFile.of(tokenizer, SOURCE));
    }
    assertFalse(Files.exists(folder.resolve("new")));
  }

  private long marks() throws IOException {
    try (Stream<Path> marks = Files.list(folder)) {
      return marks.count();
    }
  }

  private static TokenizerFile decoding(String expression) {
    ObjectNode json = SmallTokenizers.byteFallback();
    ((ObjectNode) json.at("/decoder/decoders/0")).putObject("pattern").put("Regex", expression);
    return TokenizerFile.of(json, SOURCE);
  }

  private static TokenizerFile with(String expression) {
    ObjectNode json = SmallTokenizers.expressions();
    ((ObjectNode) json.at("/pre_tokenizer/pretokenizers/0/pattern")).put("Regex", expression);
    return TokenizerFile.of(json, SOURCE);
  }
}
