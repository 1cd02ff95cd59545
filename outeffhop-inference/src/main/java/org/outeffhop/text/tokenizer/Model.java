package org.outeffhop.text.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The {@code model} of a tokenizer: its tokens with their ids.
 *
 * @param ids of the tokens
 * @param size the number of entries, which is the id of the next token that is added
 * @param mayFail whether there are texts that it cannot encode, since it has no token for what it
 *     does not know
 */
record Model(Map<String, Long> ids, long size, boolean mayFail) {
  private static final long LARGEST_ID = 0xFFFF_FFFFL;

  /** Longer tokens make a text of n characters take n times their length. */
  private static final int LONGEST_PIECE = 1000;

  private static final int LONGEST_WORD = 1000;
  private static final List<String> TYPES = List.of("WordPiece", "BPE", "Unigram", "WordLevel");

  /**
   * Reads a model of any type. Early files have no {@code type}; it is then known by the fields.
   *
   * @throws IllegalArgumentException if it is none, or the library could not bear it
   */
  static Model of(Part model) {
    Part vocabulary = model.at("vocab");
    String type = model.at("type").isMissing() ? type(model) : model.type(TYPES);
    return type.equals("Unigram") ? unigram(model, vocabulary) : mapped(model, type, vocabulary);
  }

  private static String type(Part model) {
    if (model.node().has("merges")) {
      return "BPE";
    }
    if (model.at("vocab").node().isArray()) {
      return "Unigram";
    }
    return model.node().has("max_input_chars_per_word") ? "WordPiece" : "WordLevel";
  }

  private static Model mapped(Part model, String type, Part vocabulary) {
    if (!vocabulary.node().isObject() || vocabulary.node().isEmpty()) {
      throw vocabulary.wrong("it must map tokens to ids");
    }
    Map<String, Long> ids = new HashMap<>();
    for (Map.Entry<String, JsonNode> entry : vocabulary.node().properties()) {
      Part id =
          new Part(vocabulary.file(), vocabulary.path() + "." + entry.getKey(), entry.getValue());
      ids.put(entry.getKey(), id.whole(0, LARGEST_ID));
    }
    if (type.equals("BPE")) {
      requireMerges(model, ids);
    }
    if (type.equals("WordPiece")) {
      model.at("max_input_chars_per_word").whole(0, LONGEST_WORD);
    }
    Part unknown = model.at("unk_token");
    boolean none = type.equals("BPE") && unknown.isMissing();
    return new Model(ids, ids.size(), !none && !ids.containsKey(unknown.text()));
  }

  private static void requireMerges(Part model, Map<String, Long> ids) {
    Part dropout = model.at("dropout");
    if (!dropout.isMissing() && dropout.node().asDouble(1) != 0) {
      throw dropout.wrong("it would draw tokens at random; set it to null");
    }
    Part prefix = model.at("continuing_subword_prefix");
    new Merges(ids, prefix.isMissing() ? "" : prefix.text()).require(model.at("merges"));
  }

  private static Model unigram(Part model, Part vocabulary) {
    Map<String, Long> ids = new HashMap<>();
    long size = 0;
    for (Part entry : vocabulary.elements()) {
      JsonNode pair = entry.node();
      if (pair.size() != 2 || !pair.path(0).isTextual() || !pair.path(1).isNumber()) {
        throw entry.wrong("it must be a token and its score");
      }
      String token = pair.get(0).textValue();
      if (token.getBytes(StandardCharsets.UTF_8).length > LONGEST_PIECE) {
        throw entry.wrong(
            String.format(Locale.ROOT, "a token can have at most %d bytes", LONGEST_PIECE));
      }
      ids.put(token, size++);
    }
    if (size == 0) {
      throw vocabulary.wrong("it must list tokens with their scores");
    }
    Part unknown = model.at("unk_id");
    if (!unknown.isMissing()) {
      unknown.whole(0, size - 1);
    }
    return new Model(ids, size, unknown.isMissing());
  }

  /** The id of a token. */
  OptionalLong id(String token) {
    Long id = ids.get(token);
    return id == null ? OptionalLong.empty() : OptionalLong.of(id);
  }

  /** The largest id. */
  long largest() {
    return ids.values().stream().mapToLong(Long::longValue).max().orElse(-1);
  }
}
