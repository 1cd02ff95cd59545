package org.outeffhop.data;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.outeffhop.progress.Progress;

/** Learns a vocabulary from documents and writes it as Hugging Face's {@code tokenizer.json}. */
public sealed interface TokenizerTrainer
    permits BytePairTrainer, WordPieceTrainer, WordListTrainer {
  /**
   * Trains on the documents and writes the result.
   *
   * <p>The same documents give the same file, byte for byte, in whatever order they come. A corpus
   * that is too small for the requested size gives a smaller vocabulary.
   *
   * @param documents the text to train on; read once and not closed
   * @param tokenizerJson the file to write; an existing one is replaced
   * @param progress receives the number of words counted and of tokens learned
   */
  void train(Stream<String> documents, Path tokenizerJson, Progress progress);
}
