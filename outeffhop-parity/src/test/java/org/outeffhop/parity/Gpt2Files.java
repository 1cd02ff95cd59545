package org.outeffhop.parity;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * GPT-2's {@code vocab.json} and {@code merges.txt} from OpenAI's list of the same tokens by rank.
 *
 * <p>A token's merge is what byte-pair encoding with the tokens of smaller rank leaves of it: two
 * parts. Tokens are spelled with a letter for each byte, as GPT-2's files do: printable bytes of
 * Latin-1 stand for themselves, the others follow from U+0100.
 */
final class Gpt2Files {
  private final Map<String, Integer> ranks = new LinkedHashMap<>();

  private Gpt2Files() throws IOException {
    InputStreamReader stream =
        new InputStreamReader(
            Gpt2Files.class.getResourceAsStream("/com/knuddels/jtokkit/r50k_base.tiktoken"),
            StandardCharsets.US_ASCII);
    try (BufferedReader reader = new BufferedReader(stream)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        String[] parts = line.split(" ");
        byte[] bytes = Base64.getDecoder().decode(parts[0]);
        // Latin-1 makes every byte a character, so that tokens can be cut as texts.
        ranks.put(new String(bytes, StandardCharsets.ISO_8859_1), Integer.parseInt(parts[1]));
      }
    }
  }

  /** Writes both files. */
  static void write(Path folder) throws IOException {
    Gpt2Files files = new Gpt2Files();
    Map<String, Integer> vocabulary = new LinkedHashMap<>();
    files.ranks.forEach((token, rank) -> vocabulary.put(spelled(token), rank));
    vocabulary.put("<|endoftext|>", vocabulary.size());
    new ObjectMapper().writeValue(folder.resolve("vocab.json").toFile(), vocabulary);
    List<String> lines = new ArrayList<>(List.of("#version: 0.2"));
    files.ranks.entrySet().stream()
        .filter(entry -> entry.getKey().length() > 1)
        .sorted(Comparator.comparing(Map.Entry::getValue))
        .forEach(entry -> lines.add(files.merge(entry.getKey(), entry.getValue())));
    Files.write(folder.resolve("merges.txt"), lines);
  }

  private String merge(String token, int rank) {
    List<String> parts = new ArrayList<>(token.chars().mapToObj(Character::toString).toList());
    while (parts.size() > 2) {
      int best = -1;
      int smallest = rank;
      for (int i = 0; i + 1 < parts.size(); i++) {
        int joined = ranks.getOrDefault(parts.get(i) + parts.get(i + 1), rank);
        if (joined < smallest) {
          best = i;
          smallest = joined;
        }
      }
      parts.set(best, parts.get(best) + parts.remove(best + 1));
    }
    return spelled(parts.get(0)) + " " + spelled(parts.get(1));
  }

  private static String spelled(String bytes) {
    StringBuilder spelled = new StringBuilder();
    for (char b : bytes.toCharArray()) {
      spelled.append(isPrintable(b) ? b : (char) (256 + hiddenBefore(b)));
    }
    return spelled.toString();
  }

  private static int hiddenBefore(char b) {
    int count = 0;
    for (char other = 0; other < b; other++) {
      count += isPrintable(other) ? 0 : 1;
    }
    return count;
  }

  private static boolean isPrintable(char b) {
    return b > 0x20 && b < 0x7F || b > 0xA0 && b != 0xAD;
  }
}
