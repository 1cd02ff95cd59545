package org.outeffhop.data;

import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.outeffhop.text.SpecialTokens;
import org.outeffhop.text.Surroundings;
import org.outeffhop.text.TextTokenizer;

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
   * @param cache where the tokens are kept
   * @throws IllegalArgumentException if the tokenizer is missing or lacks a special token that the
   *     blocks need, or if the text is too short for one block
   */
  public static EncodedText training(
      TextCorpus corpus, Path folder, BlockLayout layout, DocumentSplit split, TokenCache cache) {
    return encoded(new TextPart(corpus, split, false), folder, layout, cache);
  }

  /** Encodes the documents that it would keep for evaluation, under the same conditions. */
  public static EncodedText heldOut(
      TextCorpus corpus, Path folder, BlockLayout layout, DocumentSplit split, TokenCache cache) {
    return encoded(new TextPart(corpus, split, true), folder, layout, cache);
  }

  private static EncodedText encoded(
      TextPart part, Path folder, BlockLayout layout, TokenCache cache) {
    try (TextTokenizer tokenizer = TextTokenizer.read(folder)) {
      BlockPacking packing = packing(folder, layout, tokenizer);
      EncodedDocuments encoded = cache.encoded(part, DocumentTreatment.NONE, tokenizer);
      EncodedText text = packed(part, encoded.documents(), packing, layout.length(), tokenizer);
      return layout.kind() == TokenizerKind.BYTE_PAIR && encoded.wordsAreTokens()
          ? text.withEntropy(part.corpus().entropy(layout.length()))
          : text;
    }
  }

  private EncodedText withEntropy(OptionalDouble known) {
    return new EncodedText(blocks, vocabularySize, specials, known);
  }

  private static EncodedText packed(
      TextPart part,
      TokenizedDocuments documents,
      BlockPacking packing,
      int blockLength,
      TextTokenizer tokenizer) {
    int[] order = part.order(documents.count());
    TokenBlocks blocks = packing.pack(part.corpus(), documents, order, blockLength);
    if (blocks.count() == 0) {
      throw new IllegalArgumentException(
          "%s: this part of the text has %d documents with %d tokens, too few for one block of %d"
              .formatted(part.corpus().name(), documents.count(), documents.tokens(), blockLength));
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
