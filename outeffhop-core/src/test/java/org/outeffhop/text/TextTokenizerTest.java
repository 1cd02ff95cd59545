package org.outeffhop.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.text.tokenizer.SmallTokenizers;

class TextTokenizerTest {
  private static final List<String> TEXTS =
      List.of("ab a", "aab  b", "A\u00aa\u00e9 x12!", "<mask>a [MASK]", "\ud83d\ude00\u4e2d", "");

  @TempDir Path folder;

  @Test
  void filesThatAreNoTokenizerAreRefused() throws IOException {
    Path missing = folder.resolve("missing.json");
    assertEquals("there is no file " + missing, error(missing));
    Path text = Files.writeString(folder.resolve("text.json"), "{\n not json");
    assertTrue(error(text).startsWith(text + " is not JSON: "), error(text));
    assertTrue(error(text).endsWith(", line 2"), error(text));
    Path pointer =
        Files.writeString(
            folder.resolve("lfs.json"), "version https://git-lfs.github.com/spec/v1\nsize 9");
    assertEquals(
        pointer + " is not JSON: it is a Git LFS pointer, in place of the file; run 'git lfs pull'",
        error(pointer));
    Path other = Files.writeString(folder.resolve("other.json"), "{\"a\": {}}");
    assertEquals(
        other + " is no tokenizer.json: it has no \"model\", which maps tokens to ids",
        error(other));
    Path unknown =
        Files.writeString(
            folder.resolve("unknown.json"),
            "{\"model\": {\"type\": \"X\", \"vocab\": {\"a\": 0}}}");
    assertEquals(
        unknown + ": model.type is \"X\"; it can be WordPiece, BPE, Unigram, WordLevel",
        error(unknown));
    Path unfinished =
        Files.writeString(
            folder.resolve("unfinished.json"),
            "{\"model\": {\"type\": \"WordLevel\", \"unk_token\": \"a\", \"vocab\": {\"a\": 0}}, \"normalizer\": {\"type\": \"Strip\"}}");
    assertTrue(
        error(unfinished).startsWith(unfinished + ": not a usable tokenizer: missing field"),
        error(unfinished));
  }

  /** Worked out from the pieces of {@link SmallTokenizers}; for Unigram the best sum of scores. */
  @Test
  void everyTypeOfModelIsRead() throws IOException {
    assertIds(SmallTokenizers.wordPiece(), "ab a", 2, 10, 5, 3);
    assertIds(SmallTokenizers.wordPiece(), "aab  b", 2, 5, 11, 6, 3);
    assertIds(SmallTokenizers.bytePairs(), "ab a", 0, 7, 6, 3, 1);
    assertIds(SmallTokenizers.bytePairs(), "a <mask>a", 0, 3, 9, 3, 1);
    assertIds(SmallTokenizers.byteFallback(), "ab a\u00e9", 1, 8, 7, 8, 3, 4);
    assertIds(SmallTokenizers.unigram(), "ab a", 0, 9, 7, 2);
    assertIds(SmallTokenizers.unigram(), "A\u00aa", 0, 7, 8, 2);
    assertIds(SmallTokenizers.unigram(), "x", 0, 4, 3, 2);
    assertIds(SmallTokenizers.wordLevel(), "AB-1!", 0, 3, 4, 6, 1);
    assertIds(SmallTokenizers.expressions(), "ab", 0, 4);
  }

  private void assertIds(ObjectNode json, String text, int... ids) throws IOException {
    try (TextTokenizer tokenizer = TextTokenizer.load(file(json))) {
      assertArrayEquals(ids, tokenizer.encodeDocument(text));
    }
  }

  @Test
  void tokensAreThoseOfTheLibrary() throws IOException {
    for (ObjectNode json : SmallTokenizers.all()) {
      Path file = file(json);
      try (TextTokenizer tokenizer = TextTokenizer.load(file);
          HuggingFaceTokenizer library = HuggingFaceTokenizer.newInstance(file)) {
        int[][] together = tokenizer.encodeAll(TEXTS);
        for (int i = 0; i < TEXTS.size(); i++) {
          String text = TEXTS.get(i);
          int[] alone = ids(library.encode(text, false, false).getIds());
          assertArrayEquals(alone, tokenizer.encode(text), text);
          assertArrayEquals(alone, together[i], text);
          int[] enclosed = ids(library.encode(text, true, false).getIds());
          assertArrayEquals(enclosed, tokenizer.encodeDocument(text), text);
          assertArrayEquals(enclosed, tokenizer.surroundings().around(alone), text);
          assertTrue(Arrays.stream(enclosed).allMatch(id -> id < tokenizer.vocabularySize()), text);
        }
      }
    }
  }

  private static int[] ids(long[] ids) {
    return Arrays.stream(ids).mapToInt(Math::toIntExact).toArray();
  }

  /** A token of the model keeps its id, a new one gets the next, whatever the file says. */
  @Test
  void addedTokensHaveTheIdsThatTheLibraryGivesThem() throws IOException {
    ObjectNode json = SmallTokenizers.wordPiece();
    ArrayNode added = (ArrayNode) json.get("added_tokens");
    ObjectNode token = added.get(0).deepCopy();
    added.add(token.deepCopy().put("content", "new").put("id", 500));
    added.add(token.deepCopy().put("content", "ab").put("id", 700));
    added.add(token.deepCopy().put("content", "newer").put("id", 3));
    try (TextTokenizer tokenizer = TextTokenizer.load(file(json))) {
      assertArrayEquals(new int[] {12, 10, 13}, tokenizer.encode("newabnewer"));
      assertEquals(14, tokenizer.vocabularySize());
      Map<String, Integer> specials = tokenizer.specials().ids();
      assertEquals(
          List.of(12, 10, 13, 2),
          List.of(
              specials.get("new"),
              specials.get("ab"),
              specials.get("newer"),
              specials.get("[CLS]")));
    }
  }

  @Test
  void everyIdThatAnEncodingCanHaveCounts() throws IOException {
    ObjectNode added = SmallTokenizers.bytePairs();
    assertEquals(10, size(added), "the last token is an added one");
    ObjectNode processor = SmallTokenizers.unigram();
    ((ArrayNode) processor.at("/post_processor/special_tokens/<~1s>/ids")).set(0, 41);
    assertEquals(42, size(processor));
    ObjectNode enclosing = SmallTokenizers.wordLevel();
    ((ArrayNode) enclosing.at("/post_processor/cls")).set(1, 77);
    assertEquals(78, size(enclosing));
    ObjectNode largest = SmallTokenizers.wordPiece();
    ((ObjectNode) largest.at("/model/vocab")).put("c", Integer.MAX_VALUE);
    try (TextTokenizer tokenizer = TextTokenizer.load(file(largest))) {
      assertEquals(
          folder.resolve("tokenizer.json")
              + " has ids up to 2147483647; the model's vocab_size is 12",
          refusal(() -> tokenizer.requireFit(12)));
      assertEquals(
          folder.resolve("tokenizer.json")
              + " has ids up to 2147483647; the largest size that a model can have is 2147483647",
          refusal(() -> tokenizer.encode("c")));
    }
  }

  private int size(ObjectNode json) throws IOException {
    try (TextTokenizer tokenizer = TextTokenizer.load(file(json))) {
      return tokenizer.vocabularySize();
    }
  }

  /** The library's way to encode many texts would end this process. */
  @Test
  void aTextThatCannotBeEncodedIsRefused() throws IOException {
    ObjectNode json = SmallTokenizers.unigram();
    ((ObjectNode) json.get("model")).putNull("unk_id");
    try (TextTokenizer tokenizer = TextTokenizer.load(file(json))) {
      assertArrayEquals(new int[] {9}, tokenizer.encodeAll(List.of("a", "ab"))[1]);
      String message = refusal(() -> tokenizer.encodeAll(List.of("ab", "axa")));
      assertTrue(
          message.startsWith(folder.resolve("tokenizer.json") + " cannot encode the text 'axa': "),
          message);
    }
  }

  @Test
  void halvesOfSurrogatePairsInATextDoNoHarm() throws IOException {
    try (TextTokenizer tokenizer = TextTokenizer.load(file(SmallTokenizers.wordPiece()))) {
      assertEquals(5, tokenizer.encode("a \ud83d a \ude00")[0]);
    }
  }

  @Test
  void whatBertPutsAroundATextIsTheDefaultOfItsTokens() throws IOException {
    ObjectNode bert = SmallTokenizers.wordPiece().putNull("post_processor");
    try (TextTokenizer tokenizer = TextTokenizer.load(file(bert))) {
      assertArrayEquals(new int[] {2, 5, 3}, tokenizer.surroundings().around(new int[] {5}));
    }
    ObjectNode other = SmallTokenizers.unigram().putNull("post_processor");
    try (TextTokenizer tokenizer = TextTokenizer.load(file(other))) {
      assertArrayEquals(new int[] {5}, tokenizer.surroundings().around(new int[] {5}));
    }
  }

  private Path file(ObjectNode json) throws IOException {
    return Files.writeString(folder.resolve("tokenizer.json"), json.toString());
  }

  private static String error(Path file) {
    return refusal(() -> TextTokenizer.load(file).close());
  }

  private static String refusal(Executable refused) {
    return assertThrows(IllegalArgumentException.class, refused).getMessage();
  }
}
