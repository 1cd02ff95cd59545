package org.outeffhop.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.outeffhop.text.SpecialTokens;

class TokenBlocksTest {
  private static final int[][] DOCUMENTS = {{10, 11, 12}, {20}, {}, {30, 31, 32, 33}};
  private static final int[] ORDER = {3, 0, 2, 1};
  private static final SpecialTokens SPECIALS =
      new SpecialTokens(Map.of("</s>", 2, "[CLS]", 5, "[SEP]", 6));

  @Test
  void optPutsASeparatorBeforeEveryDocument() {
    TokenBlocks blocks = pack(TokenizerKind.BYTE_PAIR, 5);
    assertArrayEquals(new int[] {2, 30, 31, 32, 33, 2, 10, 11, 12, 2}, blocks.ids());
    assertArrayEquals(
        new int[] {2, 30, 31, 32, 33, 2, 10, 11, 12, 2, 2, 20},
        pack(TokenizerKind.BYTE_PAIR, 4).ids());
  }

  /** A document at the head of a block has its start there already. */
  @Test
  void everyBlockMayBeginWithTheStart() {
    BlockPacking packing =
        BlockPacking.of(TokenizerKind.BYTE_PAIR, SPECIALS).startingWith(BlockStart.BOS);
    assertArrayEquals(
        new int[] {2, 30, 31, 32, 2, 33, 2, 10, 2, 11, 12, 2},
        packing.pack(documents(), ORDER, 4).ids());
    assertArrayEquals(
        new int[] {2, 30, 31, 32, 33, 2, 10, 11, 12, 2}, packing.pack(documents(), ORDER, 5).ids());
    assertError(
        "block start is bos, which is for decoders; the blocks of a masked model begin with [CLS] anyway",
        () -> new BlockLayout(TokenizerKind.WORD_PIECE, 8, BlockStart.BOS));
  }

  @Test
  void bertWrapsEveryBlock() {
    TokenBlocks blocks = pack(TokenizerKind.WORD_PIECE, 5);
    assertArrayEquals(new int[] {5, 30, 31, 32, 6, 5, 33, 10, 11, 6}, blocks.ids());
    assertArrayEquals(
        new int[] {5, 30, 31, 32, 33, 6, 5, 10, 11, 12, 20, 6},
        pack(TokenizerKind.WORD_PIECE, 6).ids());
  }

  @Test
  void blocksAreGivenByIndex() {
    TokenBlocks blocks = new TokenBlocks(new int[] {1, 2, 3, 4, 5, 6}, 2);
    assertEquals(3, blocks.count());
    assertArrayEquals(new int[] {3, 4}, blocks.block(1));
    assertArrayEquals(new int[] {5, 6, 1, 2, 5, 6}, blocks.batch(new int[] {2, 0, 2}));
    assertArrayEquals(new int[] {3, 4, 5, 6}, blocks.slice(1, 3).ids());
    assertEquals(0, blocks.slice(3, 3).count());
  }

  @Test
  void errorsNameTheValues() {
    TokenBlocks blocks = new TokenBlocks(new int[6], 2);
    assertError("5 tokens do not fill whole blocks of 2", () -> new TokenBlocks(new int[5], 2));
    assertError("block length is 0; it must be at least 1", () -> new TokenBlocks(new int[5], 0));
    assertError("block 3 is out of range; there are 3", () -> blocks.block(3));
    assertError("blocks 1 to 4 are out of range; there are 3", () -> blocks.slice(1, 4));
    assertError(
        "length is 2; it must be at least 3",
        () -> new TextConfig(TokenizerKind.BYTE_PAIR, 300, 2, 0.1, 0));
    assertError(
        "evaluation share is NaN; it must be between 0 and 1",
        () -> new TextConfig(TokenizerKind.BYTE_PAIR, 300, 8, Double.NaN, 0));
    assertError(
        "vocabulary size is 10, but WordPiece needs at least 64",
        () -> new TextConfig(TokenizerKind.WORD_PIECE, 10, 8, 0.1, 0));
  }

  private static TokenBlocks pack(TokenizerKind kind, int blockLength) {
    return BlockPacking.of(kind, SPECIALS).pack(documents(), ORDER, blockLength);
  }

  private static TokenizedDocuments documents() {
    TokenizedDocuments documents = new TokenizedDocuments();
    for (int[] document : DOCUMENTS) {
      documents.add(document);
    }
    return documents;
  }

  private static void assertError(String message, Executable executable) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, executable).getMessage());
  }
}
