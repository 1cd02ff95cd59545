package org.outeffhop.data;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.outeffhop.progress.Interruptions;
import org.outeffhop.progress.Progress;

/** How often each word occurs in a corpus. */
final class WordCounts {
  private static final int DOCUMENTS_PER_UPDATE = 8192;

  private final Map<String, Long> counts = new HashMap<>();

  /**
   * Counts the words of all documents.
   *
   * @param splitter gives every word of a document to the consumer
   */
  static WordCounts of(
      Stream<String> documents, BiConsumer<String, Consumer<String>> splitter, Progress progress) {
    WordCounts words = new WordCounts();
    Consumer<String> count = word -> words.counts.merge(word, 1L, Long::sum);
    long[] done = new long[1];
    documents
        .sequential()
        .forEach(
            document -> {
              splitter.accept(document, count);
              if (++done[0] % DOCUMENTS_PER_UPDATE == 0) {
                Interruptions.check("counting words");
                progress.update("counting words", done[0], 0);
              }
            });
    progress.update("counting words", done[0], done[0]);
    return words;
  }

  /** The count of each word, in no particular order. */
  Map<String, Long> counts() {
    return Collections.unmodifiableMap(counts);
  }
}
