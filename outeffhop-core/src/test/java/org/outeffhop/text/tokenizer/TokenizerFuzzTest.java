package org.outeffhop.text.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

  /** Every text is made empty, and every number zero, one at a time. */
  @Test
  void whatIsEmptyOrZeroIsRefusedOrBorne() throws IOException {
    process = TrialProcess.start();
    try {
      for (JsonNode tokenizer : SmallTokenizers.all()) {
        requireSurvivalOfNothing(tokenizer, tokenizer);
      }
    } finally {
      process.close();
    }
    assertTrue(refused > 50 && tried > 50, refused + " refused, " + tried + " tried");
  }

  private void requireSurvivalOfNothing(JsonNode tokenizer, JsonNode part) throws IOException {
    for (int place = 0; part instanceof ArrayNode list && place < list.size(); place++) {
      JsonNode value = list.get(place);
      list.set(place, nothing(value));
      requireSurvival(tokenizer);
      list.set(place, value);
      requireSurvivalOfNothing(tokenizer, value);
    }
    if (part instanceof ObjectNode object) {
      List<String> names = new ArrayList<>();
      object.fieldNames().forEachRemaining(names::add);
      for (String name : names) {
        JsonNode value = object.get(name);
        object.set(name, nothing(value));
        requireSurvival(tokenizer);
        object.remove(name);
        object.set("", value);
        requireSurvival(tokenizer);
        object.remove("");
        object.set(name, value);
        requireSurvivalOfNothing(tokenizer, value);
      }
    }
  }

  private void requireSurvival(JsonNode tokenizer) throws IOException {
    requireSurvival(Files.writeString(folder.resolve("tokenizer.json"), tokenizer.toString()));
  }

  private static JsonNode nothing(JsonNode value) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    return value.isNumber()
        ? nodes.numberNode(0)
        : value.isArray()
            ? nodes.arrayNode()
            : value.isObject() ? nodes.objectNode() : nodes.textNode("");
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
