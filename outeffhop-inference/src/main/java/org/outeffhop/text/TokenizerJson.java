package org.outeffhop.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.outeffhop.files.AtomicFile;

/** Hugging Face's {@code tokenizer.json}: the parts that both trainers share, and writing. */
public final class TokenizerJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private TokenizerJson() {}

  /** A new tokenizer with tokens that are found before a text is cut. */
  public static ObjectNode withAddedTokens(List<AddedToken> tokens) {
    ObjectNode tokenizer = JsonNodeFactory.instance.objectNode();
    tokenizer.put("version", "1.0");
    tokenizer.putNull("truncation");
    tokenizer.putNull("padding");
    ArrayNode added = tokenizer.putArray("added_tokens");
    for (AddedToken token : tokens) {
      ObjectNode node = added.addObject();
      node.put("id", token.id());
      node.put("content", token.content());
      node.put("single_word", token.singleWord());
      node.put("lstrip", token.lstrip());
      node.put("rstrip", token.rstrip());
      node.put("normalized", token.normalized());
      node.put("special", token.special());
    }
    return tokenizer;
  }

  /** A node with its {@code type}. */
  public static ObjectNode typed(String type) {
    return JsonNodeFactory.instance.objectNode().put("type", type);
  }

  /** Sets the model's {@code vocab}. */
  public static void putVocabulary(ObjectNode model, Map<String, Integer> vocabulary) {
    ObjectNode ids = model.putObject("vocab");
    vocabulary.forEach(ids::put);
  }

  /**
   * A post-processor that puts special tokens around a text.
   *
   * @param vocabulary ids of the special tokens
   * @param before special tokens before each text
   * @param after special tokens after each text
   */
  public static ObjectNode template(
      Map<String, Integer> vocabulary, List<String> before, List<String> after) {
    ObjectNode template = typed("TemplateProcessing");
    ArrayNode single = template.putArray("single");
    addText(single, "A", 0, before, after);
    ArrayNode pair = template.putArray("pair");
    addText(pair, "A", 0, before, after);
    addText(pair, "B", 1, after.isEmpty() ? before : List.of(), after);
    ObjectNode specials = template.putObject("special_tokens");
    for (List<String> tokens : List.of(before, after)) {
      for (String token : tokens) {
        ObjectNode special = specials.putObject(token);
        special.put("id", token);
        special.putArray("ids").add(vocabulary.get(token));
        special.putArray("tokens").add(token);
      }
    }
    return template;
  }

  private static void addText(
      ArrayNode parts, String text, int type, List<String> before, List<String> after) {
    before.forEach(token -> addPart(parts, "SpecialToken", token, type));
    addPart(parts, "Sequence", text, type);
    after.forEach(token -> addPart(parts, "SpecialToken", token, type));
  }

  private static void addPart(ArrayNode parts, String kind, String id, int type) {
    parts.addObject().putObject(kind).put("id", id).put("type_id", type);
  }

  /** Writes the file completely or not at all. */
  public static void write(Path file, ObjectNode tokenizer) {
    try {
      Path folder = file.toAbsolutePath().getParent();
      Files.createDirectories(folder);
      byte[] json = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(tokenizer);
      AtomicFile.write(file, out -> out.write(json));
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  /** The text of a tokenizer, as its file would hold it. */
  static byte[] bytes(ObjectNode tokenizer) throws JsonProcessingException {
    return JSON.writeValueAsBytes(tokenizer);
  }
}
