package org.outeffhop.text;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/**
 * The {@code tokenizer.json} of BERT's WordPiece.
 *
 * @param unknown the token for words that no pieces fit
 * @param start the special token before each text
 * @param end the special token after each text
 * @param lowercase whether text is lower-cased
 * @param stripAccents whether accents go; null: where text is lower-cased
 * @param chinese whether every Chinese character is a word
 */
public record WordPieceJson(
    String unknown,
    String start,
    String end,
    boolean lowercase,
    Boolean stripAccents,
    boolean chinese) {
  /** In front of a piece that continues a word. */
  public static final String CONTINUATION = "##";

  /** Words of more characters are unknown. */
  public static final int LONGEST_WORD = 100;

  /**
   * The whole tokenizer.
   *
   * @param vocabulary token to id
   * @param added tokens that are found in a text before it is cut
   */
  public ObjectNode tokenizer(Map<String, Integer> vocabulary, List<AddedToken> added) {
    ObjectNode tokenizer = TokenizerJson.withAddedTokens(added);
    ObjectNode normalizer = TokenizerJson.typed("BertNormalizer");
    normalizer.put("clean_text", true);
    normalizer.put("handle_chinese_chars", chinese);
    normalizer.put("strip_accents", stripAccents);
    normalizer.put("lowercase", lowercase);
    tokenizer.set("normalizer", normalizer);
    tokenizer.set("pre_tokenizer", TokenizerJson.typed("BertPreTokenizer"));
    tokenizer.set(
        "post_processor", TokenizerJson.template(vocabulary, List.of(start), List.of(end)));
    ObjectNode decoder = TokenizerJson.typed("WordPiece");
    decoder.put("prefix", CONTINUATION);
    decoder.put("cleanup", true);
    tokenizer.set("decoder", decoder);
    ObjectNode model = tokenizer.putObject("model");
    model.put("type", "WordPiece");
    model.put("unk_token", unknown);
    model.put("continuing_subword_prefix", CONTINUATION);
    model.put("max_input_chars_per_word", LONGEST_WORD);
    TokenizerJson.putVocabulary(model, vocabulary);
    return tokenizer;
  }
}
