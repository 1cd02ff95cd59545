package org.outeffhop.data;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.outeffhop.progress.Interruptions;
import org.outeffhop.progress.Progress;
import org.outeffhop.text.TextTokenizer;

/** Encodes documents in batches and reports progress. */
record DocumentEncoder(TextTokenizer tokenizer, Progress progress) {
  private static final int DOCUMENTS_PER_BATCH = 2048;
  private static final long LETTERS_PER_BATCH = 1 << 22;

  /**
   * Encodes every document.
   *
   * @param documents closed afterwards
   * @param total their number, or 0 if it is unknown
   * @param sink receives every document and its tokens
   */
  void encode(Stream<String> documents, long total, BiConsumer<String, int[]> sink) {
    List<String> batch = new ArrayList<>();
    try (documents) {
      Iterator<String> iterator = documents.iterator();
      long letters = 0;
      for (long done = 1; iterator.hasNext(); done++) {
        String document = iterator.next();
        batch.add(document);
        letters += document.length();
        if (batch.size() == DOCUMENTS_PER_BATCH
            || letters >= LETTERS_PER_BATCH
            || !iterator.hasNext()) {
          Interruptions.check("encoding");
          encodeBatch(batch, sink);
          batch.clear();
          letters = 0;
          progress.update("encoding", done, total);
        }
      }
    }
  }

  private void encodeBatch(List<String> batch, BiConsumer<String, int[]> sink) {
    int[][] ids = tokenizer.encodeAll(batch);
    for (int i = 0; i < ids.length; i++) {
      sink.accept(batch.get(i), ids[i]);
    }
  }
}
