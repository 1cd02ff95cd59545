package org.outeffhop.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.progress.Progress;

/**
 * Kept tokens give the blocks and texts that encoding gives, and are given up where they cannot.
 */
class TokenCacheTest {
  private static final DocumentSplit SPLIT = new DocumentSplit(0.2, 7);
  private static final BlockLayout LAYOUT =
      new BlockLayout(TokenizerKind.WORD_PIECE, 16, BlockStart.NONE);

  @TempDir Path folder;
  private final List<String> told = new ArrayList<>();
  private TextCorpus corpus;
  private TextDataset prepared;
  private Path kept;

  private final Progress progress =
      new Progress() {
        @Override
        public void update(String task, long done, long total) {
          told.add(task);
        }

        @Override
        public void notice(String text) {
          told.add(text);
        }
      };

  @BeforeEach
  void prepare() throws IOException {
    Path text = folder.resolve("text.txt");
    Files.writeString(
        text,
        String.join(
            "\n\n",
            IntStream.range(0, 300)
                .mapToObj(i -> "document %d of the text has the number %d".formatted(i, i * i))
                .toList()));
    corpus = TextCorpus.of(List.of(text));
    prepared =
        TextDataset.prepare(
            corpus,
            new TextConfig(TokenizerKind.WORD_PIECE, 120, 16, 0.2, 7),
            folder.resolve("data"),
            Progress.none());
    kept = folder.resolve("kept");
  }

  private TokenCache cache(int fewest) {
    told.clear();
    return new TokenCache(kept, fewest, progress);
  }

  private Path tokenizer() {
    return prepared.tokenizerJson().getParent();
  }

  private int[] training(TokenCache cache) {
    return EncodedText.training(corpus, tokenizer(), LAYOUT, SPLIT, cache).blocks().ids();
  }

  private int[] heldOut(TokenCache cache) {
    return EncodedText.heldOut(corpus, tokenizer(), LAYOUT, SPLIT, cache).blocks().ids();
  }

  private List<Path> files() throws IOException {
    if (!Files.exists(kept)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(kept)) {
      return all.toList();
    }
  }

  @Test
  void keptTokensAreThoseOfEncoding() throws IOException {
    for (int use = 0; use < 2; use++) {
      TokenCache cache = cache(1);
      assertArrayEquals(prepared.training().ids(), training(cache));
      assertArrayEquals(prepared.evaluation().ids(), heldOut(cache));
      assertEquals(use == 0, told.contains("encoding"), told::toString);
      assertEquals(2, files().size());
    }
  }

  @Test
  void whatDependsOnMoreIsKeptApart() throws IOException {
    int[] all = training(cache(1));
    DocumentSplit other = new DocumentSplit(0.2, 8);
    TokenCache cache = cache(1);
    EncodedText reordered = EncodedText.training(corpus, tokenizer(), LAYOUT, other, cache);
    assertFalse(Arrays.equals(all, reordered.blocks().ids()));
    assertTrue(told.contains("encoding"));
    Sentences cut = Sentences.training(corpus, tokenizer(), 7, SPLIT, cache(1));
    Sentences whole = Sentences.training(corpus, tokenizer(), 100, SPLIT, cache(1));
    assertTrue(told.contains("encoding"));
    assertEquals(7, cut.longest());
    assertTrue(whole.longest() > 7);
    Sentences again = Sentences.training(corpus, tokenizer(), 100, SPLIT, cache(1));
    assertFalse(told.contains("encoding"));
    for (int text = 0; text < whole.count(); text++) {
      assertArrayEquals(whole.ids(text), again.ids(text));
    }
    assertEquals(4, files().size());
  }

  @Test
  void aDamagedFileIsMadeAnew() throws IOException {
    int[] expected = training(cache(1));
    byte[] whole = Files.readAllBytes(files().get(0));
    for (int change = 0; change < 4; change++) {
      byte[] damaged = whole.clone();
      int at = List.of(7, 40, whole.length - 1, 4).get(change);
      damaged[at] ^= (byte) 0x80;
      Files.write(files().get(0), damaged);
      assertArrayEquals(expected, training(cache(1)));
      assertTrue(told.get(0).contains(" are damaged ("), told::toString);
      assertArrayEquals(whole, Files.readAllBytes(files().get(0)));
    }
    Files.write(files().get(0), new byte[3]);
    assertArrayEquals(expected, training(cache(1)));
    assertArrayEquals(whole, Files.readAllBytes(files().get(0)));
  }

  @Test
  void smallTextsAreNotKept() throws IOException {
    int tokens = IntStream.of(prepared.training().ids()).map(id -> id > 4 ? 1 : 0).sum();
    training(cache(2 * tokens));
    assertEquals(List.of(), files());
  }

  @Test
  void withoutAPlaceToKeepThemTheyAreEncodedEachTime() throws IOException {
    Files.writeString(kept, "a file where a folder is to be");
    int[] ids = training(cache(1));
    assertArrayEquals(prepared.training().ids(), ids);
    assertTrue(
        told.get(told.size() - 1).startsWith("the tokens of the text cannot be kept"),
        told::toString);
  }
}
