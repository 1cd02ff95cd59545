package org.outeffhop.text.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What ends the process of the tokenizers library, and is refused before it comes there. */
class TokenizerFileTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path SOURCE = Path.of("tokenizer.json");

  @Test
  void whatIsKnownOfATokenizerIsReadFromItsFile() {
    TokenizerFile unigram = TokenizerFile.of(SmallTokenizers.unigram(), SOURCE);
    assertEquals(9, unigram.largestId());
    assertEquals(List.of(0L), unigram.before());
    assertEquals(List.of(2L), unigram.after());
    assertEquals(3, unigram.specials().get("<unk>"));
    assertEquals(false, unigram.mayFail());
    assertEquals(List.of(), unigram.expressions());
  }

  @Test
  void earlyFilesDoNotNameTheTypeOfTheirModel() {
    for (ObjectNode tokenizer : SmallTokenizers.all()) {
      TokenizerFile named = TokenizerFile.of(tokenizer, SOURCE);
      ((ObjectNode) tokenizer.get("model")).remove("type");
      assertEquals(named.largestId(), TokenizerFile.of(tokenizer, SOURCE).largestId());
    }
  }

  @Test
  void templatesMustHaveTheirTokens() throws JsonProcessingException {
    ObjectNode missing = SmallTokenizers.wordPiece();
    ((ObjectNode) missing.at("/post_processor/special_tokens")).remove("[SEP]");
    assertRefused(
        missing,
        "post_processor.pair[2].SpecialToken.id is \"[SEP]\"; it is not in post_processor.special_tokens");
    ObjectNode second = SmallTokenizers.wordPiece();
    set(second, "/post_processor/single/1/Sequence", "id", "\"B\"");
    assertRefused(
        second,
        "post_processor.single is [{\"SpecialToken\":{\"id\":\"[CLS]\",\"type_id\":0}},{\"Sequence\":{\"i..; its texts are [B]; they can be [A]");
    ObjectNode uneven = SmallTokenizers.wordPiece();
    set(uneven, "/post_processor/special_tokens/[CLS]", "tokens", "[]");
    assertRefused(
        uneven,
        "post_processor.special_tokens.[CLS] is {\"id\":\"[CLS]\",\"ids\":[2],\"tokens\":[]}; it must have as many ids as tokens");
  }

  @Test
  void onlyOneProcessorPutsTokensAroundAText() {
    ObjectNode twice = SmallTokenizers.expressions();
    ArrayNode processors = (ArrayNode) twice.at("/post_processor/processors");
    processors.add(processors.get(1).deepCopy());
    assertRefused(
        twice,
        "post_processor.processors[2].type is \"TemplateProcessing\"; only one of a sequence can put special tokens around a text");
    ObjectNode disguised = SmallTokenizers.wordPiece();
    ObjectNode processor = (ObjectNode) disguised.get("post_processor");
    processor.putArray("sep").add("a").add(5);
    processor.putArray("cls").add("a").add(5);
    assertRefused(
        disguised,
        "post_processor.type is \"TemplateProcessing\"; a processor with sep and cls is BertProcessing or RobertaProcessing");
  }

  @Test
  void mergesThatTheLibraryRefusesAreNamed() throws JsonProcessingException {
    for (String[] one :
        new String[][] {
          {"[\"a x\"]", "model.merges[0] is \"a x\"; the token \"x\" must be in model.vocab"},
          {
            "[[\"a\",\"b\"],[\"a\",\"a\"]]",
            "model.merges[1] is [\"a\",\"a\"]; the token \"aa\" must be in model.vocab"
          },
          {
            "[\"a b c\"]",
            "model.merges[0] is \"a b c\"; it must be two tokens separated by a space"
          },
          {"[[\"a\"]]", "model.merges[0] is [\"a\"]; it must be two tokens"},
          {
            "[[\"a\",\"b\"],\"a b\"]",
            "model.merges[1] is \"a b\"; all merges must be lists of two tokens, or all texts"
          },
          {"null", "model.merges is null; it must be a list"},
        }) {
      ObjectNode pairs = SmallTokenizers.bytePairs();
      set(pairs, "/model", "vocab", "{\"a\":0,\"b\":1,\"ab\":2}");
      set(pairs, "/model", "merges", one[0]);
      assertRefused(pairs, one[1]);
      set(pairs, "/model", "merges", "[\"#version: 0.2\", \"a b\"]");
      TokenizerFile.of(pairs, SOURCE);
    }
  }

  @Test
  void settingsOfStepsThatTheLibraryRefusesAreNamed() throws JsonProcessingException {
    for (String[] one :
        new String[][] {
          {
            "{\"type\":\"CharDelimiterSplit\",\"delimiter\":\"ab\"}",
            "pre_tokenizer.delimiter is \"ab\"; it must be one character"
          },
          {
            "{\"type\":\"CharDelimiterSplit\"}",
            "pre_tokenizer.delimiter is missing; it must be a text"
          },
          {
            "{\"type\":\"Metaspace\",\"replacement\":\"\"}",
            "pre_tokenizer.replacement is \"\"; it must be one character"
          },
          {
            "{\"type\":\"Metaspace\",\"replacement\":\"_\",\"prepend_scheme\":\"x\"}",
            "pre_tokenizer.prepend_scheme is \"x\"; it can be first, never, always"
          },
          {
            "{\"type\":\"Punctuation\",\"behavior\":\"x\"}",
            "pre_tokenizer.behavior is \"x\"; it can be Removed, Isolated, MergedWithPrevious, MergedWithNext, Contiguous"
          },
          {
            "{\"type\":\"Split\",\"pattern\":{\"String\":\"a\"}}",
            "pre_tokenizer.behavior is missing; it can be Removed, Isolated, MergedWithPrevious, MergedWithNext, Contiguous"
          },
        }) {
      ObjectNode words = SmallTokenizers.wordLevel();
      words.set("pre_tokenizer", JSON.readTree(one[0]));
      assertRefused(words, one[1]);
    }
  }

  @Test
  void stepsThatTheLibraryCannotBearAreRefused() throws JsonProcessingException {
    ObjectNode stop = SmallTokenizers.byteFallback();
    set(stop, "/decoder/decoders/3", "stop", "1");
    assertRefused(
        stop,
        "decoder.decoders[3].stop is 1; the tokenizers library ends the process at a text that is too short for it");
    ObjectNode length = SmallTokenizers.wordLevel();
    set(length, "/pre_tokenizer/pretokenizers/6", "length", "0");
    assertRefused(
        length,
        "pre_tokenizer.pretokenizers[6].length is 0; it must be a whole number from 1 to 2147483647");
    ObjectNode merge = SmallTokenizers.bytePairs();
    set(merge, "/model", "continuing_subword_prefix", "\"##\"");
    assertRefused(
        merge,
        "model.merges[0] is \"a b\"; its second token must begin with the continuing_subword_prefix \"##\"");
    ObjectNode dropout = SmallTokenizers.bytePairs();
    set(dropout, "/model", "dropout", "0.1");
    assertRefused(dropout, "model.dropout is 0.1; it would draw tokens at random; set it to null");
    ObjectNode unknown = SmallTokenizers.unigram();
    set(unknown, "/model", "unk_id", "10");
    assertRefused(unknown, "model.unk_id is 10; it must be a whole number from 0 to 9");
    ObjectNode word = SmallTokenizers.wordPiece();
    set(word, "/model", "max_input_chars_per_word", "1000000");
    assertRefused(
        word,
        "model.max_input_chars_per_word is 1000000; it must be a whole number from 0 to 1000");
    ObjectNode type = SmallTokenizers.wordPiece();
    set(type, "/decoder", "type", "\"Wordpiece\"");
    assertRefused(
        type,
        "decoder.type is \"Wordpiece\"; it can be BPEDecoder, ByteFallback, ByteLevel, CTC, Fuse, Metaspace, Replace, Sequence, Strip, WordPiece");
  }

  @Test
  void nothingCannotBePutBeforeAText() throws JsonProcessingException {
    ObjectNode step = SmallTokenizers.byteFallback();
    set(step, "/normalizer/normalizers/0", "prepend", "\"\"");
    assertRefused(
        step,
        "normalizer.normalizers[0].prepend is \"\"; it must not be empty; leave the step out to put nothing before a text");
    set(step, "", "normalizer", "{\"type\": \"Prepend\", \"prepend\": \"\"}");
    assertRefused(
        step,
        "normalizer.prepend is \"\"; it must not be empty; leave the step out to put nothing before a text");
  }

  @Test
  void textsDoNotGrowWithoutBounds() throws JsonProcessingException {
    ObjectNode tokenizer = SmallTokenizers.wordPiece();
    String replace =
        "{\"type\": \"Replace\", \"pattern\": {\"String\": \"a\"}, \"content\": \"%s\"}"
            .formatted("a".repeat(40));
    set(tokenizer, "", "normalizer", replace);
    assertEquals(11, TokenizerFile.of(tokenizer, SOURCE).largestId());
    set(
        tokenizer,
        "",
        "normalizer",
        "{\"type\": \"Sequence\", \"normalizers\": [%1$s, %1$s]}".formatted(replace));
    assertRefused(tokenizer, "normalizer can make a text 1600 times as long; 100 is the most");
    tokenizer.putNull("normalizer");
    set(
        tokenizer,
        "",
        "decoder",
        "{\"type\": \"Sequence\", \"decoders\": [%1$s, %1$s]}".formatted(replace));
    assertRefused(tokenizer, "decoder can make a text 1600 times as long; 100 is the most");
  }

  @Test
  void whatIsNoTextOrNumberForTheLibraryIsRefused() throws JsonProcessingException {
    ObjectNode lone = SmallTokenizers.wordPiece();
    set(lone, "/decoder", "prefix", "\"\\ud800\"");
    assertEquals(
        "tokenizer.json has half of a surrogate pair, \\ud800, which is no character",
        refusal(lone));
    ObjectNode infinite = SmallTokenizers.unigram();
    ((ArrayNode) infinite.at("/model/vocab/4")).set(1, JSON.readTree("1e999"));
    assertEquals(
        "tokenizer.json has the number Infinity; numbers must be finite",
        refusal(infinite).replace("\"", ""));
    ObjectNode deep = SmallTokenizers.wordPiece();
    set(deep, "", "decoder", "[".repeat(200) + "]".repeat(200));
    assertEquals("tokenizer.json is nested deeper than 100 levels", refusal(deep));
  }

  @Test
  void charactersThatReplaceOthersStayWithinTheirMap() {
    byte[] map = Base64.getDecoder().decode(SmallTokenizers.charsMap());
    assertEquals(1, CharsMap.growth(part(map)), "two bytes become two");
    assertEquals(
        "tokenizer.json: map is \"AAAA\"; it must hold a trie and replacements, but has 3 bytes",
        refusal(new byte[3]));
    assertEquals(
        "its trie has 6000 bytes according to its first four; there are 2053",
        end(refusal(changed(map, 0, 6000))));
    int root = 1;
    assertEquals(
        "a key leads to unit 16385 of its trie, which has 512",
        end(refusal(changed(map, root, 0x4000 << 10))));
    int value = 1 + 0x100;
    assertEquals(
        "a replacement begins at byte 6 of 5, which is not the beginning of a character",
        end(refusal(changed(map, value, 6))));
    byte[] inside = map.clone();
    inside[inside.length - 5] = (byte) 0xC3;
    inside[inside.length - 4] = (byte) 0xA9;
    assertEquals(
        "a replacement begins at byte 1 of 5, which is not the beginning of a character",
        end(refusal(changed(inside, value, 1))));
    inside[inside.length - 4] = 0;
    assertEquals("its replacements are not UTF-8", end(refusal(inside)));
  }

  private static byte[] changed(byte[] map, int unit, int value) {
    byte[] copy = map.clone();
    ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN).putInt(Integer.BYTES * unit, value);
    return copy;
  }

  private static Part part(byte[] map) {
    String text = Base64.getEncoder().encodeToString(map);
    return new Part(SOURCE, "map", JSON.getNodeFactory().textNode(text));
  }

  private static String refusal(byte[] map) {
    return assertThrows(IllegalArgumentException.class, () -> CharsMap.growth(part(map)))
        .getMessage();
  }

  private static String end(String message) {
    return message.substring(message.indexOf("; ") + 2);
  }

  /** Sets a field of the object at a place. */
  private static void set(ObjectNode tokenizer, String place, String field, String json)
      throws JsonProcessingException {
    JsonNode value = JSON.readTree(json);
    ((ObjectNode) tokenizer.at(place)).set(field, value);
  }

  private static void assertRefused(ObjectNode tokenizer, String reason) {
    assertEquals("tokenizer.json: " + reason, refusal(tokenizer));
  }

  private static String refusal(ObjectNode tokenizer) {
    return assertThrows(IllegalArgumentException.class, () -> TokenizerFile.of(tokenizer, SOURCE))
        .getMessage();
  }
}
