package org.outeffhop.data;

import java.nio.file.Path;
import org.outeffhop.progress.Progress;
import org.outeffhop.text.SpecialTokens;

/**
 * A corpus as blocks of tokens, with the tokenizer that made them.
 *
 * @param training blocks to train on
 * @param evaluation blocks of documents that neither the model nor the tokenizer is trained on
 * @param tokenizerJson the tokenizer's file, in the cache
 * @param vocabularySize every id is smaller
 * @param specials the tokenizer's special tokens
 */
public record TextDataset(
    TokenBlocks training,
    TokenBlocks evaluation,
    Path tokenizerJson,
    int vocabularySize,
    SpecialTokens specials) {
  /**
   * Splits a corpus, trains a tokenizer on its training part, encodes and packs both parts.
   *
   * <p>The result depends on the corpus and the config alone. It is kept under {@code
   * cacheFolder/<key>}, where the key is a hash of everything that determines it, and is read from
   * there the next time. A damaged entry is rebuilt, with a notice. Several processes may prepare
   * the same data at once.
   *
   * @throws IllegalArgumentException if the corpus has errors, or too little text for one block of
   *     either part
   */
  public static TextDataset prepare(
      TextCorpus corpus, TextConfig config, Path cacheFolder, Progress progress) {
    return new TextPreparation(corpus, config, progress).prepare(cacheFolder);
  }
}
