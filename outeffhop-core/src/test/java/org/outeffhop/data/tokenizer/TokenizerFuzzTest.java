package org.outeffhop.data.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged tokenizers are refused by the checks, or borne by the library. They go the way of a
 * user's file, but the library has them in a process of its own.
 */
class TokenizerFuzzTest {
  private static final int FILES = Integer.getInteger("fuzz.files", 10_000);
  private static final long SEED = Long.getLong("fuzz.seed", 23);

  @TempDir Path folder;

  private TrialProcess process;
  private int refused;
  private int tried;

  @Test
  void damagedTokenizersAreRefusedOrBorne() throws IOException {
    TokenizerMutations mutations = new TokenizerMutations(SEED);
    process = TrialProcess.start();
    try {
      for (int file = 0; file < FILES; file++) {
        requireSurvival(Files.write(folder.resolve("tokenizer.json"), mutations.next()));
      }
    } finally {
      process.close();
    }
    assertEquals(FILES, refused + tried);
    assertTrue(
        refused > FILES / 10 && tried > FILES / 10, refused + " refused, " + tried + " tried");
  }

  private void requireSurvival(Path file) throws IOException {
    TokenizerFile tokenizer;
    try {
      tokenizer = TokenizerFile.read(file);
    } catch (IllegalArgumentException | UncheckedIOException e) {
      refused++;
      return;
    } catch (RuntimeException | StackOverflowError e) {
      throw new AssertionError(Files.readString(file, StandardCharsets.ISO_8859_1), e);
    }
    tried++;
    Optional<String> fault = process.fault(tokenizer);
    if (fault.isPresent()) {
      if (tokenizer.expressions().isEmpty()) {
        throw new AssertionError(
            fault.get() + ": " + Files.readString(file, StandardCharsets.ISO_8859_1));
      }
      process = TrialProcess.start();
    }
  }
}
