package org.outeffhop.text.tokenizer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** Small tokenizers of every type of model that the library reads, which use most of its steps. */
public final class SmallTokenizers {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String ADDED =
      "{'id': %d, 'content': '%s', 'single_word': false, 'lstrip': %s, 'rstrip': false, 'normalized': false, 'special': true}";

  private SmallTokenizers() {}

  /** BERT's: {@code [PAD] [UNK] [CLS] [SEP] [MASK] a b c ##a ##b ab ##ab}. */
  public static ObjectNode wordPiece() {
    return tokenizer(
        added("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"),
        "{'type': 'BertNormalizer', 'clean_text': true, 'handle_chinese_chars': true, 'strip_accents': null, 'lowercase': true}",
        "{'type': 'BertPreTokenizer'}",
        template("[CLS]", 2, "[SEP]", 3),
        "{'type': 'WordPiece', 'prefix': '##', 'cleanup': true}",
        "{'type': 'WordPiece', 'unk_token': '[UNK]', 'continuing_subword_prefix': '##', 'max_input_chars_per_word': 100, 'vocab': "
            + vocabulary(
                "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "b", "c", "##a", "##b", "ab",
                "##ab")
            + "}");
  }

  /** RoBERTa's: bytes, merges as texts, and a token after the vocabulary. */
  public static ObjectNode bytePairs() {
    return tokenizer(
        added("<s>", "</s>", "<unk>") + ", " + ADDED.formatted(9, "<mask>", "true"),
        "null",
        "{'type': 'ByteLevel', 'add_prefix_space': false, 'trim_offsets': true, 'use_regex': true}",
        "{'type': 'RobertaProcessing', 'sep': ['</s>', 1], 'cls': ['<s>', 0], 'trim_offsets': true, 'add_prefix_space': false}",
        "{'type': 'ByteLevel', 'add_prefix_space': true, 'trim_offsets': true, 'use_regex': true}",
        "{'type': 'BPE', 'dropout': null, 'unk_token': '<unk>', 'continuing_subword_prefix': '', 'end_of_word_suffix': '', 'fuse_unk': false, 'byte_fallback': false, 'vocab': "
            + vocabulary("<s>", "</s>", "<unk>", "a", "b", "c", "\u0120", "ab", "\u0120ab")
            + ", 'merges': ['a b', '\u0120 ab']}");
  }

  /** Llama's: spaces as letters, bytes for what is unknown, merges as pairs. */
  public static ObjectNode byteFallback() {
    return tokenizer(
        added("<unk>", "<s>", "</s>"),
        "{'type': 'Sequence', 'normalizers': [{'type': 'Prepend', 'prepend': '\u2581'}, {'type': 'Replace', 'pattern': {'String': ' '}, 'content': '\u2581'}]}",
        "null",
        template("<s>", 1, "", 0),
        "{'type': 'Sequence', 'decoders': [{'type': 'Replace', 'pattern': {'String': '\u2581'}, 'content': ' '}, {'type': 'ByteFallback'}, {'type': 'Fuse'}, {'type': 'Strip', 'content': ' ', 'start': 1, 'stop': 0}]}",
        "{'type': 'BPE', 'dropout': null, 'unk_token': '<unk>', 'continuing_subword_prefix': null, 'end_of_word_suffix': null, 'fuse_unk': true, 'byte_fallback': true, 'ignore_merges': true, 'vocab': "
            + vocabulary(
                "<unk>", "<s>", "</s>", "<0xC3>", "<0xA9>", "\u2581", "a", "b", "\u2581a", "ab")
            + ", 'merges': [['\u2581', 'a'], ['a', 'b']]}");
  }

  /** XLM-RoBERTa's: SentencePiece's pieces with scores, and its characters that replace others. */
  public static ObjectNode unigram() {
    return tokenizer(
        added("<s>", "<pad>", "</s>", "<unk>"),
        "{'type': 'Sequence', 'normalizers': [{'type': 'Precompiled', 'precompiled_charsmap': '"
            + charsMap()
            + "'}, {'type': 'Strip', 'strip_left': false, 'strip_right': true}, {'type': 'Replace', 'pattern': {'Regex': ' {2,}'}, 'content': ' '}]}",
        "{'type': 'Metaspace', 'replacement': '\u2581', 'prepend_scheme': 'always', 'split': true}",
        template("<s>", 0, "</s>", 2),
        "{'type': 'Metaspace', 'replacement': '\u2581', 'prepend_scheme': 'always', 'split': true}",
        "{'type': 'Unigram', 'unk_id': 3, 'vocab': [['<s>', 0.0], ['<pad>', 0.0], ['</s>', 0.0], ['<unk>', 0.0], ['\u2581', -2.0], ['a', -3.0], ['b', -3.5], ['\u2581a', -2.5], ['ab', -4.5], ['\u2581ab', -4.0]], 'byte_fallback': false}");
  }

  /** Words as they are. */
  public static ObjectNode wordLevel() {
    return tokenizer(
        added("<unk>", "[MASK]"),
        "{'type': 'Sequence', 'normalizers': [{'type': 'NFKD'}, {'type': 'StripAccents'}, {'type': 'Lowercase'}, {'type': 'Nmt'}]}",
        "{'type': 'Sequence', 'pretokenizers': [{'type': 'Whitespace'}, {'type': 'Digits', 'individual_digits': true}, {'type': 'Punctuation', 'behavior': 'Isolated'}, {'type': 'Split', 'pattern': {'String': 'x'}, 'behavior': 'Removed', 'invert': false}, {'type': 'CharDelimiterSplit', 'delimiter': '-'}, {'type': 'UnicodeScripts'}, {'type': 'FixedLength', 'length': 4}]}",
        "{'type': 'BertProcessing', 'sep': ['[MASK]', 1], 'cls': ['<unk>', 0]}",
        "{'type': 'CTC', 'pad_token': '<unk>', 'word_delimiter_token': '|', 'cleanup': true}",
        "{'type': 'WordLevel', 'vocab': "
            + vocabulary("<unk>", "[MASK]", "a", "ab", "1", "b", "!")
            + ", 'unk_token': '<unk>'}");
  }

  /** Llama 3's: its regular expression, and two processors in a row. */
  public static ObjectNode expressions() {
    return tokenizer(
        added("<s>"),
        "{'type': 'NFC'}",
        "{'type': 'Sequence', 'pretokenizers': [{'type': 'Split', 'pattern': {'Regex': '\\\\p{N}{1,3}'}, 'behavior': 'MergedWithPrevious', 'invert': true}, {'type': 'ByteLevel', 'add_prefix_space': false, 'trim_offsets': true, 'use_regex': false}]}",
        "{'type': 'Sequence', 'processors': [{'type': 'ByteLevel', 'add_prefix_space': true, 'trim_offsets': false, 'use_regex': true}, "
            + template("<s>", 0, "", 0)
            + "]}",
        "{'type': 'BPEDecoder', 'suffix': '</w>'}",
        "{'type': 'BPE', 'dropout': null, 'unk_token': null, 'continuing_subword_prefix': null, 'end_of_word_suffix': '</w>', 'fuse_unk': false, 'byte_fallback': false, 'ignore_merges': false, 'vocab': "
            + vocabulary("<s>", "a", "b", "b</w>", "ab</w>", "1", "1</w>")
            + ", 'merges': ['a b</w>']}");
  }

  /** All of them. */
  public static List<ObjectNode> all() {
    return List.of(wordPiece(), bytePairs(), byteFallback(), unigram(), wordLevel(), expressions());
  }

  private static ObjectNode tokenizer(
      String added,
      String normalizer,
      String preTokenizer,
      String postProcessor,
      String decoder,
      String model) {
    String text =
        "{'version': '1.0', 'truncation': null, 'padding': null, 'added_tokens': ["
            + added
            + "], 'normalizer': "
            + normalizer
            + ", 'pre_tokenizer': "
            + preTokenizer
            + ", 'post_processor': "
            + postProcessor
            + ", 'decoder': "
            + decoder
            + ", 'model': "
            + model
            + "}";
    try {
      return (ObjectNode) JSON.readTree(text.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String added(String... tokens) {
    StringBuilder added = new StringBuilder();
    for (int id = 0; id < tokens.length; id++) {
      added.append(id == 0 ? "" : ", ").append(ADDED.formatted(id, tokens[id], "false"));
    }
    return added.toString();
  }

  private static String vocabulary(String... tokens) {
    StringBuilder vocabulary = new StringBuilder("{");
    for (int id = 0; id < tokens.length; id++) {
      vocabulary.append(id == 0 ? "" : ", ").append("'%s': %d".formatted(tokens[id], id));
    }
    return vocabulary.append("}").toString();
  }

  /** Special tokens around a text; none behind it where its name is empty. */
  private static String template(String before, int beforeId, String after, int afterId) {
    String special = "{'SpecialToken': {'id': '%s', 'type_id': 0}}";
    String text = "{'Sequence': {'id': '%s', 'type_id': 0}}";
    String token = "'%1$s': {'id': '%1$s', 'ids': [%2$d], 'tokens': ['%1$s']}";
    String end = after.isEmpty() ? "" : ", " + special.formatted(after);
    return "{'type': 'TemplateProcessing', 'single': ["
        + special.formatted(before)
        + ", "
        + text.formatted("A")
        + end
        + "], 'pair': ["
        + text.formatted("A")
        + ", "
        + text.formatted("B")
        + end
        + "], 'special_tokens': {"
        + token.formatted(before, beforeId)
        + (after.isEmpty() ? "" : ", " + token.formatted(after, afterId))
        + "}}";
  }

  /**
   * A trie of three keys in one block of 256 units and a second for their values: {@code \u0041}
   * (A) becomes {@code a}, and {@code \u00aa} (two bytes, the feminine ordinal) becomes {@code ab}.
   */
  static String charsMap() {
    int[] units = new int[512];
    // The root's children begin at 0: 'A' at 0x41, 0xC2 at 0xC2.
    units[0] = 0;
    units[0x41] = unit(0x41, true, 0x41 ^ 0x100);
    units[0x100] = 0 | 1 << 31;
    units[0xC2] = unit(0xC2, false, 0xC2 ^ 0x101);
    units[0x101 ^ 0xAA] = unit(0xAA, true, 0x101 ^ 0xAA ^ 0x102);
    units[0x102] = 2 | 1 << 31;
    byte[] replacements = "a\0ab\0".getBytes(StandardCharsets.UTF_8);
    ByteBuffer map =
        ByteBuffer.allocate(Integer.BYTES * (1 + units.length) + replacements.length)
            .order(ByteOrder.LITTLE_ENDIAN);
    map.putInt(Integer.BYTES * units.length);
    for (int unit : units) {
      map.putInt(unit);
    }
    return Base64.getEncoder().encodeToString(map.put(replacements).array());
  }

  /** A unit of a double array: its label, whether a key ends there, and its offset. */
  static int unit(int label, boolean leaf, int offset) {
    return label | (leaf ? 1 << 8 : 0) | offset << 10;
  }
}
