package org.outeffhop.data;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Predicate;
import org.outeffhop.progress.Progress;

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
    DocumentSplit split = new DocumentSplit(share, seed);
    return encoded(corpus, folder, kind, blockLength, seed, List.of(split::isEvaluation), progress)
        .get(0);
  }

  /** Both parts of a text: what a comparison trains on, and what it holds out. */
  public record Parts(EncodedText training, EncodedText heldOut) {}

  /**
   * Encodes both parts of what {@link TextDataset#prepare} would make, under the same conditions as
   * {@link #of}.
   *
   * @param share of the documents that is held out
   */
  public static Parts parts(
      TextCorpus corpus,
      Path folder,
      TokenizerKind kind,
      int blockLength,
      double share,
      long seed,
      Progress progress) {
    DocumentSplit split = new DocumentSplit(share, seed);
    List<Predicate<String>> parts =
        List.of(document -> !split.isEvaluation(document), split::isEvaluation);
    List<EncodedText> encoded = encoded(corpus, folder, kind, blockLength, seed, parts, progress);
    return new Parts(encoded.get(0), encoded.get(1));
  }

  private static List<EncodedText> encoded(
      TextCorpus corpus,
      Path folder,
      TokenizerKind kind,
      int blockLength,
      long seed,
      List<Predicate<String>> parts,
      Progress progress) {
    try (TextTokenizer tokenizer = TextTokenizer.read(folder)) {
      BlockPacking packing = packing(folder, kind, tokenizer);
      List<TokenizedDocuments> documents =
          parts.stream().map(part -> new TokenizedDocuments()).toList();
      Predicate<String> wanted = parts.stream().reduce(document -> false, Predicate::or);
      new DocumentEncoder(tokenizer, progress)
          .encode(
              corpus.documents().filter(wanted),
              0,
              (document, ids) -> documents.get(part(parts, document)).add(ids));
      return documents.stream()
          .map(part -> packed(corpus, part, packing, blockLength, seed, tokenizer))
          .toList();
    }
  }

  private static int part(List<Predicate<String>> parts, String document) {
    int part = 0;
    while (!parts.get(part).test(document)) {
      part++;
    }
    return part;
  }

  private static EncodedText packed(
      TextCorpus corpus,
      TokenizedDocuments documents,
      BlockPacking packing,
      int blockLength,
      long seed,
      TextTokenizer tokenizer) {
    int[] order = new SplitMix64(seed, 0).permutation(documents.count());
    TokenBlocks blocks = packing.pack(documents, order, blockLength);
    if (blocks.count() == 0) {
      throw new IllegalArgumentException(
          "%s: %d documents fall to this part of the text, with %d tokens, too few for one block of %d"
              .formatted(corpus.name(), documents.count(), documents.tokens(), blockLength));
    }
    return new EncodedText(blocks, tokenizer.vocabularySize(), tokenizer.specials());
  }

  private static BlockPacking packing(Path folder, TokenizerKind kind, TextTokenizer tokenizer) {
    SpecialTokens specials = tokenizer.specials();
    if (kind == TokenizerKind.BYTE_PAIR) {
      int[] start = tokenizer.encodeDocument("");
      return start.length > 0
          ? BlockPacking.ofDocuments(start)
          : BlockPacking.ofDocuments(require(folder, "</s> or <|endoftext|>", specials.bosId()));
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
