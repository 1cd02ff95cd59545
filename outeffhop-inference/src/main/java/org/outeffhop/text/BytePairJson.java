package org.outeffhop.text;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/**
 * The {@code tokenizer.json} of GPT-2's and OPT's byte-level byte-pair encoding.
 *
 * @param unknown the token for bytes that are not in the vocabulary; null: they are left out
 * @param start special tokens before each text
 * @param prefixSpace whether a text that does not begin with a space gets one
 */
public record BytePairJson(String unknown, List<String> start, boolean prefixSpace) {
  /**
   * The whole tokenizer.
   *
   * @param vocabulary token to id
   * @param merges in the order in which they are made
   * @param added tokens that are found in a text before it is cut
   */
  public ObjectNode tokenizer(
      Map<String, Integer> vocabulary, List<Merge> merges, List<AddedToken> added) {
    ObjectNode tokenizer = TokenizerJson.withAddedTokens(added);
    tokenizer.putNull("normalizer");
    tokenizer.set("pre_tokenizer", byteLevel());
    tokenizer.set("post_processor", TokenizerJson.template(vocabulary, start, List.of()));
    tokenizer.set("decoder", byteLevel());
    ObjectNode model = tokenizer.putObject("model");
    model.put("type", "BPE");
    model.putNull("dropout");
    model.put("unk_token", unknown);
    model.putNull("continuing_subword_prefix");
    model.putNull("end_of_word_suffix");
    model.put("fuse_unk", false);
    model.put("byte_fallback", false);
    TokenizerJson.putVocabulary(model, vocabulary);
    ArrayNode list = model.putArray("merges");
    merges.forEach(merge -> list.add(merge.left() + " " + merge.right()));
    return tokenizer;
  }

  private ObjectNode byteLevel() {
    ObjectNode node = TokenizerJson.typed("ByteLevel");
    node.put("add_prefix_space", prefixSpace);
    node.put("trim_offsets", true);
    node.put("use_regex", true);
    return node;
  }
}
