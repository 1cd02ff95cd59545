package org.outeffhop.experiment.convert;

import java.nio.file.Path;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.data.Sentences;
import org.outeffhop.model.checkpoint.LanguageModelCheckpoint;

/**
 * A sentence encoder, texts, and what it makes of the held-out ones.
 *
 * @param originals embeddings of the first held-out texts, [N, D]
 * @param tokenizer the tokenizer's file
 */
record EmbeddingData(
    LanguageModelCheckpoint teacher, Sentences.Parts texts, Tensor originals, Path tokenizer) {
  Sentences training() {
    return texts.training();
  }

  SentenceEmbeddings heldOut(int count, int batchSize, Runnable afterBatch) {
    return new SentenceEmbeddings(texts.heldOut(), count, batchSize, afterBatch);
  }
}
