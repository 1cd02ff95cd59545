package org.outeffhop.data;

import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * Documents as blocks of tokens, encoded by a tokenizer that is there already.
 *
 * @param blocks laid out as {@link TextDataset} does
 * @param vocabularySize every id is smaller
 * @param specials the tokenizer's special tokens
 */
public record EncodedText(TokenBlocks blocks, int vocabularySize, SpecialTokens specials) {
  /**
   * Encodes the documents that {@link TextDataset#prepare} would keep for evaluation, so that the
   * same tokenizer gives the same blocks.
   *
   * @param folder where the tokenizer is; a decoder's documents begin with what it puts before them
   * @param blockLength tokens per block, special tokens included
   * @param share of the documents; 1: all of them
   * @param seed decides which documents those are, and their order
   * @throws IllegalArgumentException if the tokenizer is missing or lacks a special token that the
   *     blocks need, or if the text is too short for one block
   */
  public static EncodedText of(
      TextCorpus corpus,
      Path folder,
      TokenizerKind kind,
      int blockLength,
      double share,
      long seed,
      Progress progress) {
    try (TextTokenizer tokenizer = TextTokenizer.read(folder)) {
      BlockPacking packing = packing(folder, kind, tokenizer);
      DocumentSplit split = new DocumentSplit(share, seed);
      TokenizedDocuments encoded = new TokenizedDocuments();
      Stream<String> documents = corpus.documents().filter(split::isEvaluation);
      new DocumentEncoder(tokenizer, progress)
          .encode(documents, 0, (document, ids) -> encoded.add(ids));
      int[] order = new SplitMix64(seed, 0).permutation(encoded.count());
      TokenBlocks blocks = packing.pack(encoded, order, blockLength);
      if (blocks.count() == 0) {
        throw new IllegalArgumentException(
            "%s: %d documents fall to the share of %s, with %d tokens, too few for one block of %d"
                .formatted(corpus.name(), encoded.count(), share, encoded.tokens(), blockLength));
      }
      return new EncodedText(blocks, tokenizer.vocabularySize(), tokenizer.specials());
    }
  }

  private static BlockPacking packing(Path folder, TokenizerKind kind, TextTokenizer tokenizer) {
    SpecialTokens specials = tokenizer.specials();
    if (kind == TokenizerKind.BYTE_PAIR) {
      int[] start = tokenizer.encodeDocument("");
      return start.length > 0
          ? BlockPacking.ofDocuments(start)
          : BlockPacking.ofDocuments(require(folder, "</s>", specials.bosId()));
    }
    require(folder, "[CLS]", specials.clsId());
    require(folder, "[SEP]", specials.sepId());
    require(folder, "[MASK]", specials.maskId());
    return BlockPacking.of(kind, specials);
  }

  private static int require(Path folder, String token, OptionalInt id) {
    return id.orElseThrow(
        () ->
            new IllegalArgumentException(
                "the tokenizer of " + folder + " has no special token " + token));
  }
}
