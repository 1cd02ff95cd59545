package org.outeffhop.data;

import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.outeffhop.progress.Progress;

/**
 * Documents as blocks of tokens, encoded by a tokenizer that is there already.
 *
 * @param blocks laid out as {@link TextDataset} does
 * @param vocabularySize every id is smaller
 * @param specials the tokenizer's special tokens
 * @param entropy of the text in nats a token, where it is known: the least loss of a decoder
 */
public record EncodedText(
    TokenBlocks blocks, int vocabularySize, SpecialTokens specials, OptionalDouble entropy) {
  /** The training part of a text that was prepared with its tokenizer. */
  public static EncodedText training(TextDataset data) {
    return new EncodedText(
        data.training(), data.vocabularySize(), data.specials(), OptionalDouble.empty());
  }

  /** The held-out part of such a text, whose entropy may be known. */
  public static EncodedText heldOut(TextDataset data, OptionalDouble entropy) {
    return new EncodedText(data.evaluation(), data.vocabularySize(), data.specials(), entropy);
  }

  /**
   * Encodes the documents that {@link TextDataset#prepare} would train on, so that the same
   * tokenizer gives the same blocks.
   *
   * @param folder where the tokenizer is; a decoder's documents begin with what it puts before them
   * @param layout of the blocks
   * @param split which documents are held out, and the order of all
   * @throws IllegalArgumentException if the tokenizer is missing or lacks a special token that the
   *     blocks need, or if the text is too short for one block
   */
  public static EncodedText training(
      TextCorpus corpus, Path folder, BlockLayout layout, DocumentSplit split, Progress progress) {
    Predicate<String> wanted = document -> !split.isEvaluation(document);
    return encoded(corpus, folder, layout, split.seed(), wanted, progress);
  }

  /** Encodes the documents that it would keep for evaluation, under the same conditions. */
  public static EncodedText heldOut(
      TextCorpus corpus, Path folder, BlockLayout layout, DocumentSplit split, Progress progress) {
    Predicate<String> wanted = split::isEvaluation;
    return encoded(corpus, folder, layout, split.seed(), wanted, progress);
  }

  private static EncodedText encoded(
      TextCorpus corpus,
      Path folder,
      BlockLayout layout,
      long seed,
      Predicate<String> wanted,
      Progress progress) {
    try (TextTokenizer tokenizer = TextTokenizer.read(folder)) {
      BlockPacking packing = packing(folder, layout, tokenizer);
      TokenizedDocuments documents = new TokenizedDocuments();
      AtomicBoolean lettersAreTokens = new AtomicBoolean(layout.kind() == TokenizerKind.BYTE_PAIR);
      new DocumentEncoder(tokenizer, progress)
          .encode(
              corpus.documents().filter(wanted),
              0,
              (document, ids) -> {
                documents.add(ids);
                if (ids.length != words(document)) {
                  lettersAreTokens.set(false);
                }
              });
      EncodedText text = packed(corpus, documents, packing, layout.length(), seed, tokenizer);
      return lettersAreTokens.get() ? text.withEntropy(corpus.entropy(layout.length())) : text;
    }
  }

  private static long words(String document) {
    return 1 + document.chars().filter(letter -> letter == ' ').count();
  }

  private EncodedText withEntropy(OptionalDouble known) {
    return new EncodedText(blocks, vocabularySize, specials, known);
  }

  private static EncodedText packed(
      TextCorpus corpus,
      TokenizedDocuments documents,
      BlockPacking packing,
      int blockLength,
      long seed,
      TextTokenizer tokenizer) {
    int[] order = new SplitMix64(seed, 0).permutation(documents.count());
    TokenBlocks blocks = packing.pack(corpus, documents, order, blockLength);
    if (blocks.count() == 0) {
      throw new IllegalArgumentException(
          "%s: this part of the text has %d documents with %d tokens, too few for one block of %d"
              .formatted(corpus.name(), documents.count(), documents.tokens(), blockLength));
    }
    return new EncodedText(
        blocks, tokenizer.vocabularySize(), tokenizer.specials(), OptionalDouble.empty());
  }

  private static BlockPacking packing(Path folder, BlockLayout layout, TextTokenizer tokenizer) {
    SpecialTokens specials = tokenizer.specials();
    if (layout.kind() == TokenizerKind.BYTE_PAIR) {
      int[] start = tokenizer.encodeDocument("");
      BlockPacking packing =
          start.length > 0
              ? BlockPacking.ofDocuments(start)
              : BlockPacking.ofDocuments(
                  require(folder, "</s>, <s>, <|endoftext|> or <bos>", specials.bosId()));
      return packing.startingWith(layout.start());
    }
    require(folder, "[MASK] or <mask>", specials.maskId());
    Surroundings around = tokenizer.surroundings();
    return new BlockPacking(new int[0], around.before(), around.after());
  }

  private static int require(Path folder, String token, OptionalInt id) {
    return id.orElseThrow(
        () ->
            new IllegalArgumentException(
                "the tokenizer of " + folder + " has no special token " + token));
  }
}
