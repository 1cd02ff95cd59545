package org.outeffhop.data;

import java.util.Arrays;
import org.outeffhop.text.SpecialTokens;

/**
 * Lays documents end to end and cuts them into blocks; what is left at the end is dropped.
 *
 * <p>OPT: {@code </s> document </s> document ...}, cut every {@code L} tokens. BERT: {@code
 * document document ...}, cut every {@code L - 2} tokens, each piece as {@code [CLS] piece [SEP]}.
 * What stands before a document is left out where the block begins with the same.
 *
 * @param documentStart put before every document
 * @param blockStart put at the start of every block
 * @param blockEnd put at the end of every block
 */
record BlockPacking(int[] documentStart, int[] blockStart, int[] blockEnd) {
  static BlockPacking of(TokenizerKind kind, SpecialTokens specials) {
    int[] none = {};
    return switch (kind) {
      case BYTE_PAIR -> ofDocuments(specials.bosId().orElseThrow());
      case WORD_PIECE ->
          new BlockPacking(
              none,
              new int[] {specials.clsId().orElseThrow()},
              new int[] {specials.sepId().orElseThrow()});
    };
  }

  /** Packs documents with a start token each. */
  static BlockPacking ofDocuments(int... start) {
    int[] none = {};
    return new BlockPacking(start, none, none);
  }

  /** Packs the documents of a text as it is to be. */
  TokenBlocks pack(TextCorpus corpus, TokenizedDocuments documents, int[] order, int blockLength) {
    return corpus.isSequences()
        ? packEach(documents, order, blockLength)
        : pack(documents, order, blockLength);
  }

  /** The same with what stands before a document at the head of every block, if it is to be. */
  BlockPacking startingWith(BlockStart start) {
    return switch (start) {
      case NONE -> this;
      case BOS -> new BlockPacking(documentStart, documentStart, blockEnd);
    };
  }

  /** Whether a document at the head of a block has its start there already. */
  private boolean isStarted() {
    return Arrays.equals(documentStart, blockStart);
  }

  /**
   * Packs the documents.
   *
   * @param order the documents' indices, in the order in which they are packed
   * @param blockLength tokens per block
   */
  TokenBlocks pack(TokenizedDocuments documents, int[] order, int blockLength) {
    int content = blockLength - blockStart.length - blockEnd.length;
    long tokens = documents.tokens() + (long) documents.count() * documentStart.length;
    int blocks = Math.toIntExact(tokens / content);
    Writer writer = new Writer(new int[Math.multiplyExact(blocks, blockLength)], blockLength);
    for (int document : order) {
      if (!(isStarted() && writer.isAtHead())) {
        writer.putAll(documentStart);
      }
      int start = documents.start(document);
      for (int i = 0; i < documents.length(document); i++) {
        writer.put(documents.id(start + i));
      }
    }
    return writer.blocks();
  }

  /**
   * Makes each document a block of its own, what is longer cut off.
   *
   * @param order as for {@link #pack}
   * @throws IllegalArgumentException if a document is too short to fill a block
   */
  private TokenBlocks packEach(TokenizedDocuments documents, int[] order, int blockLength) {
    int[] start = isStarted() ? new int[0] : documentStart;
    int content = blockLength - start.length - blockStart.length - blockEnd.length;
    Writer writer = new Writer(new int[Math.multiplyExact(order.length, blockLength)], blockLength);
    for (int document : order) {
      if (documents.length(document) < content) {
        throw new IllegalArgumentException(
            "a sequence of the text has %d tokens; a block of %d takes %d of them: give a shorter block, or longer sequences as in --data back-copy:length=%3$d"
                .formatted(documents.length(document), blockLength, content));
      }
      writer.putAll(start);
      for (int i = 0; i < content; i++) {
        writer.put(documents.id(documents.start(document) + i));
      }
    }
    return writer.blocks();
  }

  private final class Writer {
    private final int[] ids;
    private final int blockLength;
    private int position;

    Writer(int[] ids, int blockLength) {
      this.ids = ids;
      this.blockLength = blockLength;
    }

    boolean isAtHead() {
      return position % blockLength == 0;
    }

    /** Appends tokens of content. */
    void putAll(int[] some) {
      for (int id : some) {
        put(id);
      }
    }

    /** The whole blocks. */
    TokenBlocks blocks() {
      int whole = position - position % blockLength;
      return new TokenBlocks(whole == ids.length ? ids : Arrays.copyOf(ids, whole), blockLength);
    }

    /** Appends one token of content, and the tokens around a block when it starts or ends. */
    void put(int id) {
      if (position == ids.length) {
        return;
      }
      if (position % blockLength == 0) {
        surround(blockStart);
      }
      ids[position++] = id;
      if (position % blockLength == blockLength - blockEnd.length) {
        surround(blockEnd);
      }
    }

    private void surround(int[] some) {
      for (int id : some) {
        ids[position++] = id;
      }
    }
  }
}
