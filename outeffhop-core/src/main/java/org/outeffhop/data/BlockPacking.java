package org.outeffhop.data;

/**
 * Lays documents end to end and cuts them into blocks; what is left at the end is dropped.
 *
 * <p>OPT: {@code </s> document </s> document ...}, cut every {@code L} tokens. BERT: {@code
 * document document ...}, cut every {@code L - 2} tokens, each piece as {@code [CLS] piece [SEP]}.
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
      for (int id : documentStart) {
        writer.put(id);
      }
      int start = documents.start(document);
      for (int i = 0; i < documents.length(document); i++) {
        writer.put(documents.id(start + i));
      }
    }
    return new TokenBlocks(writer.ids, blockLength);
  }

  /**
   * Makes each document a block of its own, what is longer cut off.
   *
   * @param order as for {@link #pack}
   * @throws IllegalArgumentException if a document is too short to fill a block
   */
  TokenBlocks packEach(TokenizedDocuments documents, int[] order, int blockLength) {
    int content = blockLength - documentStart.length - blockStart.length - blockEnd.length;
    Writer writer = new Writer(new int[Math.multiplyExact(order.length, blockLength)], blockLength);
    for (int document : order) {
      if (documents.length(document) < content) {
        throw new IllegalArgumentException(
            "a sequence of the text has %d tokens; a block of %d takes %d of them: give a shorter block, or longer sequences as in --data back-copy:length=%3$d"
                .formatted(documents.length(document), blockLength, content));
      }
      for (int id : documentStart) {
        writer.put(id);
      }
      for (int i = 0; i < content; i++) {
        writer.put(documents.id(documents.start(document) + i));
      }
    }
    return new TokenBlocks(writer.ids, blockLength);
  }

  private final class Writer {
    private final int[] ids;
    private final int blockLength;
    private int position;

    Writer(int[] ids, int blockLength) {
      this.ids = ids;
      this.blockLength = blockLength;
    }

    /** Appends one token of content, and the tokens around a block when it starts or ends. */
    void put(int id) {
      if (position == ids.length) {
        return;
      }
      if (position % blockLength == 0) {
        putAll(blockStart);
      }
      ids[position++] = id;
      if (position % blockLength == blockLength - blockEnd.length) {
        putAll(blockEnd);
      }
    }

    private void putAll(int[] some) {
      for (int id : some) {
        ids[position++] = id;
      }
    }
  }
}
