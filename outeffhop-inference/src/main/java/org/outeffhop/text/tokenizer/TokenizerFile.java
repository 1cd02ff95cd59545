package org.outeffhop.text.tokenizer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.outeffhop.files.JsonFile;

/**
 * A {@code tokenizer.json} that the tokenizers library can be given, with what a program needs to
 * know about it besides encoding.
 *
 * @param source where it came from, for messages
 * @param json the text that the library reads, which is the one that was checked
 * @param largestId the largest id that an encoding can have
 * @param specials the special tokens with their ids
 * @param before ids that it puts in front of a text
 * @param after ids that it puts behind a text
 * @param growth how many times as many bytes its normalizer can make of a text, beyond Unicode's
 *     normalization forms and a character in front
 * @param mayFail whether there are texts that it cannot encode
 * @param expressions regular expressions that must be tried: see {@link TrialProcess}
 * @param decoding those of them that are the decoder's
 */
public record TokenizerFile(
    Path source,
    String json,
    long largestId,
    Map<String, Long> specials,
    List<Long> before,
    List<Long> after,
    long growth,
    boolean mayFail,
    List<String> expressions,
    List<String> decoding) {
  private static final long MAX_BYTES = 1L << 26;

  /** The library goes down 128 levels and ends the process below, in some places. */
  private static final int DEEPEST = 100;

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException if it is no {@code tokenizer.json} that can be used, naming
   *     the field and its value
   */
  public static TokenizerFile read(Path file) {
    return of(JsonFile.readObject(file, MAX_BYTES), file);
  }

  /**
   * Checks a tokenizer.
   *
   * @param source where it came from, for messages
   * @throws IllegalArgumentException as {@link #read} does
   */
  public static TokenizerFile of(ObjectNode tokenizer, Path source) {
    requirePlain(tokenizer, source, 0);
    Part root = new Part(source, "", tokenizer);
    if (!root.at("model").node().isObject()) {
      throw new IllegalArgumentException(
          source + " is no tokenizer.json: it has no \"model\", which maps tokens to ids");
    }
    Model model = Model.of(root.at("model"));
    AddedTokens added = AddedTokens.of(root.at("added_tokens"), model);
    List<Part> expressions = new ArrayList<>();
    Steps steps = new Steps(expressions);
    long growth = steps.requireNormalizer(root.at("normalizer"));
    steps.requirePreTokenizer(root.at("pre_tokenizer"));
    int encoding = expressions.size();
    steps.requireDecoder(root.at("decoder"));
    PostProcessor processor = PostProcessor.of(root.at("post_processor"));
    long largest =
        Math.max(
            Math.max(model.largest(), processor.largestId()),
            added.ids().values().stream().mapToLong(Long::longValue).max().orElse(-1));
    return new TokenizerFile(
        source,
        text(tokenizer),
        largest,
        added.specials(),
        processor.before(),
        processor.after(),
        growth,
        model.mayFail(),
        texts(expressions),
        texts(expressions.subList(encoding, expressions.size())));
  }

  private static List<String> texts(List<Part> expressions) {
    return expressions.stream().map(part -> part.node().textValue()).distinct().toList();
  }

  /**
   * The number of ids: every id is smaller.
   *
   * @throws IllegalArgumentException if it is too large for any model
   */
  public int vocabularySize() {
    requireIdsBelow(Integer.MAX_VALUE, "the largest size that a model can have");
    return (int) largestId + 1;
  }

  /**
   * Refuses a tokenizer with ids that a model does not have.
   *
   * @throws IllegalArgumentException with both numbers
   */
  public void requireFit(int vocabSize) {
    requireIdsBelow(vocabSize, "the model's vocab_size");
  }

  private void requireIdsBelow(int size, String whose) {
    if (largestId >= size) {
      throw new IllegalArgumentException(
          "%s has ids up to %d; %s is %d".formatted(source, largestId, whose, size));
    }
  }

  /** Truncation and padding are the caller's business, and the library's must not come between. */
  private static String text(ObjectNode tokenizer) {
    try {
      ObjectNode copy = JSON.createObjectNode();
      copy.setAll(tokenizer);
      return JSON.writeValueAsString(copy.putNull("truncation").putNull("padding"));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Refuses what is JSON for Java and ends the process in the library. */
  private static void requirePlain(JsonNode node, Path source, int depth) {
    if (depth > DEEPEST) {
      throw new IllegalArgumentException(
          "%s is nested deeper than %d levels".formatted(source, DEEPEST));
    }
    if (node.isTextual()) {
      requireCharacters(node.textValue(), source);
    } else if (node.isNumber() && !Double.isFinite(node.doubleValue())) {
      throw new IllegalArgumentException(
          "%s has the number %s; numbers must be finite".formatted(source, node));
    }
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      requireCharacters(field.getKey(), source);
      requirePlain(field.getValue(), source, depth + 1);
    }
    if (node.isArray()) {
      node.forEach(element -> requirePlain(element, source, depth + 1));
    }
  }

  private static void requireCharacters(String text, Path source) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        throw new IllegalArgumentException(
            "%s has half of a surrogate pair, \\u%04x, which is no character"
                .formatted(source, (int) c));
      }
    }
  }
}
