package org.outeffhop.text.tokenizer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Damaged copies of the {@link SmallTokenizers}, in an order that its seed decides. */
final class TokenizerMutations {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "-1",
          "0",
          "1",
          "2",
          "7",
          "2147483647",
          "4294967295",
          "4294967296",
          "9223372036854775808",
          "0.5",
          "-1e308",
          "1e999",
          "\"\"",
          "\"a\"",
          "\" \"",
          "\"##\"",
          "\"\u2581\"",
          "\"\\u00e9\"",
          "\"\\ud800\"",
          "\"\\u0000\"",
          "\"<unk>\"",
          "\"[UNK]\"",
          "\"B\"",
          "\"AAAA\"",
          "[]",
          "{}",
          "[[]]",
          "[\"a\", 1]",
          "{\"Regex\": \"(a|b)*c\"}",
          "{\"String\": \"\"}",
          "{\"type\": \"Fuse\"}",
          "{\"type\": \"NFKC\"}",
          "[".repeat(60) + "]".repeat(60),
          "\"" + "a".repeat(3000) + "\"");

  private final List<JsonNode> originals = List.copyOf(SmallTokenizers.all());
  private final List<JsonNode> parts = new ArrayList<>();
  private final Random random;

  TokenizerMutations(long seed) {
    random = new Random(seed);
    originals.forEach(original -> collect(original, parts));
  }

  /** The bytes of the next file. */
  byte[] next() throws JsonProcessingException {
    JsonNode tokenizer = originals.get(random.nextInt(originals.size())).deepCopy();
    if (random.nextInt(5) == 0) {
      return damaged(JSON.writeValueAsBytes(tokenizer));
    }
    for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
      change(tokenizer);
    }
    return JSON.writeValueAsBytes(tokenizer);
  }

  private byte[] damaged(byte[] bytes) {
    byte[] copy = bytes.clone();
    for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
      int place = random.nextInt(copy.length);
      switch (random.nextInt(4)) {
        case 0 -> copy[place] ^= (byte) (1 << random.nextInt(8));
        case 1 -> copy[place] = (byte) random.nextInt(256);
        case 2 -> copy[place] = copy[random.nextInt(copy.length)];
        default -> copy = Arrays.copyOf(copy, Math.max(1, place));
      }
    }
    return copy;
  }

  /** Replaces, removes or repeats a value somewhere, or puts one from elsewhere in its place. */
  private void change(JsonNode tokenizer) throws JsonProcessingException {
    List<JsonNode> containers = new ArrayList<>();
    collect(tokenizer, containers);
    containers.removeIf(node -> !(node instanceof ContainerNode) || node.isEmpty());
    if (containers.isEmpty()) {
      return;
    }
    JsonNode container = containers.get(random.nextInt(containers.size()));
    JsonNode value =
        random.nextBoolean()
            ? JSON.readTree(VALUES.get(random.nextInt(VALUES.size())))
            : parts.get(random.nextInt(parts.size())).deepCopy();
    int action = random.nextInt(4);
    if (container instanceof ArrayNode list) {
      int place = random.nextInt(list.size());
      switch (action) {
        case 0 -> list.remove(place);
        case 1 -> list.insert(place, list.get(place).deepCopy());
        default -> list.set(place, value);
      }
    } else if (container instanceof ObjectNode object) {
      List<String> names = new ArrayList<>();
      object.fieldNames().forEachRemaining(names::add);
      String name = names.get(random.nextInt(names.size()));
      switch (action) {
        case 0 -> object.remove(name);
        case 1 -> object.set(names.get(random.nextInt(names.size())), object.remove(name));
        default -> object.set(name, value);
      }
    }
  }

  private static void collect(JsonNode node, List<JsonNode> into) {
    into.add(node);
    node.forEach(child -> collect(child, into));
  }
}
