package org.outeffhop.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.outeffhop.data.RandomText;
import org.outeffhop.data.TokenizerKind;
import org.outeffhop.progress.Progress;

/** Folders of older files mean what the {@code tokenizer.json} of the same tokens does. */
class TokenizerFolderTest {
  private static final String OPT_SETTINGS =
      "{'tokenizer_class': 'GPT2Tokenizer', 'add_bos_token': true, 'add_prefix_space': false,"
          + " 'bos_token': {'content': '</s>', 'lstrip': false}, 'eos_token': '</s>',"
          + " 'unk_token': '<unk>', 'pad_token': null}";

  @TempDir Path trained;
  @TempDir Path folder;
  private Path json;

  @BeforeEach
  void place() {
    json = trained.resolve("tokenizer.json");
  }

  private JsonNode train(TokenizerKind kind) throws IOException {
    Random random = new Random(7);
    Stream<String> corpus = Stream.generate(() -> RandomText.mixed(random, 400)).limit(60);
    kind.trainer(600).train(corpus, json, Progress.none());
    return new ObjectMapper().readTree(json.toFile()).path("model");
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private void writeJson(String name, String text) throws IOException {
    write(name, text.replace('\'', '"'));
  }

  private void writeVocabularyText() throws IOException {
    Map<Integer, String> byId = new TreeMap<>();
    train(TokenizerKind.WORD_PIECE)
        .path("vocab")
        .properties()
        .forEach(entry -> byId.put(entry.getValue().asInt(), entry.getKey()));
    write("vocab.txt", String.join("\n", byId.values()) + "\n");
  }

  private void writeMerges(String head, String end) throws IOException {
    JsonNode model = train(TokenizerKind.BYTE_PAIR);
    write("vocab.json", model.path("vocab").toString());
    List<String> merges = new ArrayList<>();
    model.path("merges").forEach(merge -> merges.add(merge.asText()));
    assertTrue(merges.size() > 100, "merges: " + merges.size());
    write("merges.txt", head + String.join(end, merges) + end);
  }

  private void requireSame() {
    Random random = new Random(3);
    try (TextTokenizer expected = TextTokenizer.load(json);
        TextTokenizer actual = TextTokenizer.read(folder)) {
      assertEquals(expected.vocabularySize(), actual.vocabularySize());
      for (int trial = 0; trial < 300; trial++) {
        String text =
            trial % 2 == 0 ? RandomText.mixed(random, 80) : RandomText.anyUnicode(random, 40);
        assertArrayEquals(expected.encodeDocument(text), actual.encodeDocument(text), text);
        int[] ids = expected.encode(text);
        assertArrayEquals(ids, actual.encode(text), text);
        assertEquals(expected.decode(ids), actual.decode(ids));
      }
      String named = "a </s> b [MASK]c <pad>";
      assertArrayEquals(expected.encode(named), actual.encode(named));
    }
  }

  @Test
  void aVocabularyTextIsBertsWordPiece() throws IOException {
    writeVocabularyText();
    requireSame();
    writeJson(
        "tokenizer_config.json",
        "{'do_lower_case': true, 'strip_accents': null, 'tokenizer_class': 'BertTokenizer'}");
    requireSame();
    Files.writeString(
        folder.resolve("vocab.txt"),
        Files.readString(folder.resolve("vocab.txt")).replace("\n", "\r\n"));
    requireSame();
    try (TextTokenizer tokenizer = TextTokenizer.read(folder)) {
      assertEquals(5, tokenizer.specials().ids().size());
      assertEquals(4, tokenizer.specials().maskId().orElseThrow());
    }
  }

  @Test
  void settingsOfCaseAndAccentsAct() throws IOException {
    write("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\nÉ\né\nE\ne\n漢\n##字\n");
    assertArrayEquals(new int[] {7, 7, 8, 1}, encoded("{}", "É é 漢字"));
    assertArrayEquals(new int[] {4, 5, 6}, encoded("{'do_lower_case': false}", "É é E"));
    assertArrayEquals(
        new int[] {5, 5, 7}, encoded("{'do_lower_case': true, 'strip_accents': false}", "É é E"));
    assertArrayEquals(
        new int[] {6, 7}, encoded("{'do_lower_case': false, 'strip_accents': true}", "É é"));
    assertArrayEquals(new int[] {8, 9}, encoded("{'tokenize_chinese_chars': false}", "漢字"));
  }

  private int[] encoded(String settings, String text) throws IOException {
    writeJson("tokenizer_config.json", settings);
    try (TextTokenizer tokenizer = TextTokenizer.read(folder)) {
      return tokenizer.encode(text);
    }
  }

  @Test
  void specialTokensOfOtherNamesAreFound() throws IOException {
    write("vocab.txt", "<pad>\n<?>\n<a>\n<z>\nx\n<new>\n");
    writeJson(
        "special_tokens_map.json",
        "{'cls_token': '<a>', 'sep_token': {'content': '<z>'}, 'pad_token': '<pad>',"
            + " 'additional_special_tokens': ['<new>']}");
    writeJson("tokenizer_config.json", "{'unk_token': '<?>', 'cls_token': '<a>'}");
    writeJson("added_tokens.json", "{'<more>': 6}");
    try (TextTokenizer tokenizer = TextTokenizer.read(folder)) {
      assertArrayEquals(new int[] {2, 4, 1, 5, 6, 3}, tokenizer.encodeDocument("x y<new><more>"));
      assertEquals(7, tokenizer.vocabularySize());
      assertEquals(
          Map.of("<pad>", 0, "<?>", 1, "<a>", 2, "<z>", 3, "<new>", 5, "<more>", 6),
          tokenizer.specials().ids());
    }
  }

  @ParameterizedTest
  @CsvSource({"true, false", "false, false", "true, true"})
  void mergesAreOptsBytePairs(boolean version, boolean windows) throws IOException {
    writeMerges(version ? "#version: 0.2\n" : "", windows ? "\r\n" : "\n");
    writeJson("tokenizer_config.json", OPT_SETTINGS);
    writeJson("special_tokens_map.json", "{'pad_token': '<pad>'}");
    writeJson("added_tokens.json", "{'<s>': 0}");
    requireSame();
    try (TextTokenizer tokenizer = TextTokenizer.read(folder)) {
      assertEquals(Map.of("<s>", 0, "<pad>", 1, "</s>", 2, "<unk>", 3), tokenizer.specials().ids());
    }
  }

  @Test
  void withoutSettingsNothingIsPutBeforeAText() throws IOException {
    writeMerges("", "\n");
    try (TextTokenizer tokenizer = TextTokenizer.read(folder)) {
      assertArrayEquals(tokenizer.encode("a b"), tokenizer.encodeDocument("a b"));
      int[] plain = tokenizer.encode(" a");
      writeJson("tokenizer_config.json", "{'add_prefix_space': true}");
      try (TextTokenizer spaced = TextTokenizer.read(folder)) {
        assertArrayEquals(plain, spaced.encode("a"));
      }
    }
  }

  @Test
  void aTokenizerJsonGoesFirst() throws IOException {
    writeVocabularyText();
    write("vocab.txt", "no tokens");
    Files.copy(json, folder.resolve("tokenizer.json"));
    requireSame();
  }

  private void requireRefused(String message) {
    String actual =
        assertThrows(IllegalArgumentException.class, () -> TextTokenizer.read(folder).close())
            .getMessage();
    assertEquals(message.replace("FOLDER", folder.toString()), actual);
  }

  @Test
  void whatWasLookedForIsSaid() throws IOException {
    String none =
        "FOLDER has no tokenizer: there is neither tokenizer.json, nor vocab.txt, nor vocab.json"
            + " with merges.txt";
    requireRefused(none);
    write("merges.txt", "");
    requireRefused(none + "; only merges.txt of these two");
  }

  @Test
  void damagedVocabulariesAreNamed() throws IOException {
    write("vocab.txt", "[UNK]\n[CLS]\n");
    requireRefused(
        "FOLDER/vocab.txt does not have the sep_token \"[SEP]\", which every text needs");
    Files.write(folder.resolve("vocab.txt"), new byte[] {'a', '\n', (byte) 0xFF, '\n'});
    requireRefused(
        "FOLDER/vocab.txt:2: not UTF-8, and not UTF-16 with a byte order mark; convert it, for example with 'iconv -f ISO-8859-1 -t UTF-8'");
    write("vocab.txt", "");
    writeJson("tokenizer_config.json", "{'tokenizer_class': 'BertJapaneseTokenizer'}");
    requireRefused(
        "FOLDER/tokenizer_config.json: tokenizer_class is \"BertJapaneseTokenizer\"; it can be"
            + " BertTokenizer, DistilBertTokenizer, ElectraTokenizer");
    writeJson("tokenizer_config.json", "{'do_basic_tokenize': false}");
    requireRefused(
        "FOLDER/tokenizer_config.json: do_basic_tokenize is false; only true is supported");
    writeJson("tokenizer_config.json", "{'do_lower_case': 1}");
    write("vocab.txt", "[UNK]\n[CLS]\n[SEP]\n");
    requireRefused("FOLDER/tokenizer_config.json: do_lower_case is 1; it must be true or false");
    writeJson("tokenizer_config.json", "{'added_tokens_decoder': {'x': 'y'}}");
    requireRefused(
        "FOLDER/tokenizer_config.json: added_tokens_decoder has \"x\": \"y\"; it takes an id and"
            + " an object with the token's content");
    writeJson("tokenizer_config.json", "{");
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> TextTokenizer.read(folder))
            .getMessage()
            .contains("tokenizer_config.json is not JSON"));
  }

  @Test
  void damagedMergesAreNamed() throws IOException {
    writeJson("vocab.json", "{'a': 0, 'b': 1, 'ab': 2}");
    write("merges.txt", "#version: 0.2\na b\n\nab c\n");
    requireRefused("FOLDER/merges.txt:4: the token \"c\" is not in vocab.json");
    write("merges.txt", "a b c\n");
    requireRefused(
        "FOLDER/merges.txt:1: \"a b c\" is not a merge, which is two tokens separated by a space");
    write("merges.txt", "a b\n");
    writeJson("vocab.json", "{'a': 0, 'b': -1}");
    requireRefused("FOLDER/vocab.json: the id of \"b\" is -1; it must be a whole number from 0");
    writeJson("vocab.json", "{'a': 0, 'b': 1, 'ab': 2}");
    writeJson("tokenizer_config.json", "{'add_bos_token': true}");
    requireRefused(
        "FOLDER/vocab.json does not have the bos_token \"<|endoftext|>\", which every text needs");
    writeJson("tokenizer_config.json", "{'tokenizer_class': 'RobertaTokenizerFast'}");
    requireRefused(
        "FOLDER/tokenizer_config.json: tokenizer_class is \"RobertaTokenizerFast\"; it can be"
            + " GPT2Tokenizer");
  }

  /** Google's folders do not say it, but the vocabulary of a cased model has capital letters. */
  @Test
  void theVocabularySaysWhetherLettersAreLowered() throws IOException {
    Files.createDirectory(folder.resolve("assets"));
    List<String> specials = List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]");
    String uncased = String.join("\n", specials) + "\nparis\nparís\n";
    write("assets/vocab.txt", uncased);
    try (TextTokenizer tokenizer = TextTokenizer.read(folder)) {
      assertArrayEquals(new int[] {5, 5, 5}, tokenizer.encode("Paris paris París"));
    }
    write("assets/vocab.txt", uncased + "Paris\n");
    try (TextTokenizer tokenizer = TextTokenizer.read(folder)) {
      assertArrayEquals(new int[] {7, 5, 6}, tokenizer.encode("Paris paris parís"));
    }
    writeJson("tokenizer_config.json", "{'do_lower_case': true}");
    try (TextTokenizer tokenizer = TextTokenizer.read(folder)) {
      assertArrayEquals(new int[] {5, 5, 5}, tokenizer.encode("Paris paris París"));
    }
  }
}
