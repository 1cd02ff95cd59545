package org.outeffhop.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.outeffhop.files.JsonFile;

/**
 * The files beside a vocabulary: {@code tokenizer_config.json}, {@code special_tokens_map.json} and
 * {@code added_tokens.json}, each of which may be missing.
 */
final class TokenizerSettings {
  private static final long MAX_BYTES = 1L << 26;
  private static final String CONFIG = "tokenizer_config.json";
  private static final List<String> ROLES =
      List.of(
          "pad_token",
          "unk_token",
          "cls_token",
          "sep_token",
          "mask_token",
          "bos_token",
          "eos_token");

  private final Path file;
  private final ObjectNode config;
  private final ObjectNode roles;
  private final ObjectNode added;

  private TokenizerSettings(Path folder) {
    file = folder.resolve(CONFIG);
    config = object(file);
    roles = object(folder.resolve("special_tokens_map.json"));
    added = object(folder.resolve("added_tokens.json"));
  }

  static TokenizerSettings of(Path folder) {
    return new TokenizerSettings(folder);
  }

  private static ObjectNode object(Path file) {
    return Files.exists(file)
        ? JsonFile.readObject(file, MAX_BYTES)
        : JsonNodeFactory.instance.objectNode();
  }

  /** Whether there is a {@code tokenizer_config.json}. */
  boolean isThere() {
    return Files.exists(file);
  }

  /**
   * Refuses a tokenizer with other rules.
   *
   * @param classes names of Hugging Face's classes that have the rules
   */
  void requireClass(Set<String> classes) {
    String name = config.path("tokenizer_class").asText("");
    if (!name.isEmpty() && !classes.contains(name.replaceAll("Fast$", ""))) {
      throw wrong("tokenizer_class", "it can be " + String.join(", ", classes));
    }
  }

  /** A setting that is true or false; null where it is missing. */
  Boolean flag(String name) {
    JsonNode value = config.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    if (!value.isBoolean()) {
      throw wrong(name, "it must be true or false");
    }
    return value.asBoolean();
  }

  /** A setting that is true or false. */
  boolean flag(String name, boolean absent) {
    Boolean value = flag(name);
    return value == null ? absent : value;
  }

  /** Refuses rules that are not supported. */
  void requireTrue(String name) {
    if (!flag(name, true)) {
      throw wrong(name, "only true is supported");
    }
  }

  private IllegalArgumentException wrong(String name, String right) {
    return new IllegalArgumentException(
        file + ": " + name + " is " + config.path(name) + "; " + right);
  }

  /** The token of a role such as {@code unk_token}. */
  String token(String role, String absent) {
    String said = content(config.path(role));
    String other = said == null ? content(roles.path(role)) : said;
    return other == null ? absent : other;
  }

  /** A token is written as a text, or as an object with its settings. */
  private static String content(JsonNode token) {
    return token.isObject() ? token.path("content").asText(null) : token.asText(null);
  }

  /**
   * All tokens that are found before a text is cut, by id: those of the roles and other special
   * ones if the vocabulary has them, and the listed ones.
   *
   * @param defaults the roles' tokens if no file names them
   */
  List<AddedToken> added(Map<String, Integer> vocabulary, Map<String, String> defaults) {
    Map<Integer, AddedToken> tokens = new TreeMap<>();
    added.properties().forEach(entry -> put(tokens, AddedToken.special(id(entry), entry.getKey())));
    for (String special : specials(defaults)) {
      Integer id = vocabulary.get(special);
      if (id != null) {
        put(tokens, AddedToken.special(id, special));
      }
    }
    config
        .path("added_tokens_decoder")
        .properties()
        .forEach(entry -> put(tokens, listed(entry.getKey(), entry.getValue())));
    return List.copyOf(tokens.values());
  }

  private static void put(Map<Integer, AddedToken> tokens, AddedToken token) {
    tokens.put(token.id(), token);
  }

  private List<String> specials(Map<String, String> defaults) {
    List<String> specials = new ArrayList<>();
    for (String role : ROLES) {
      String token = token(role, defaults.get(role));
      if (token != null) {
        specials.add(token);
      }
    }
    for (ObjectNode source : List.of(roles, config)) {
      source
          .path("additional_special_tokens")
          .forEach(token -> specials.add(String.valueOf(content(token))));
    }
    return specials;
  }

  private int id(Map.Entry<String, JsonNode> entry) {
    if (!entry.getValue().canConvertToInt() || entry.getValue().asInt() < 0) {
      throw new IllegalArgumentException(
          file.resolveSibling("added_tokens.json")
              + ": the id of \""
              + entry.getKey()
              + "\" is "
              + entry.getValue()
              + "; it must be a whole number from 0");
    }
    return entry.getValue().asInt();
  }

  private AddedToken listed(String id, JsonNode token) {
    if (!id.matches("\\d{1,9}") || !token.path("content").isTextual()) {
      throw new IllegalArgumentException(
          file
              + ": added_tokens_decoder has \""
              + id
              + "\": "
              + token
              + "; it takes an id and an object with the token's content");
    }
    return new AddedToken(
        Integer.parseInt(id),
        token.path("content").asText(),
        token.path("single_word").asBoolean(),
        token.path("lstrip").asBoolean(),
        token.path("rstrip").asBoolean(),
        token.path("normalized").asBoolean(),
        token.path("special").asBoolean());
  }
}
