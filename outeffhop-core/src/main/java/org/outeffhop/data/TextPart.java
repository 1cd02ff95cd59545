package org.outeffhop.data;

import java.util.stream.Stream;
import org.outeffhop.files.Fingerprint;
import org.outeffhop.random.SplitMix64;

/**
 * One part of a text.
 *
 * @param heldOut whether it has the documents that are held out, or all others
 */
record TextPart(TextCorpus corpus, DocumentSplit split, boolean heldOut) {
  /** Its documents, in the order of the text. Close the stream. */
  Stream<String> documents() {
    return corpus.documents().filter(document -> split.isEvaluation(document) == heldOut);
  }

  /** The order in which so many documents are taken. */
  int[] order(int documents) {
    return new SplitMix64(split.seed(), 0).permutation(documents);
  }

  /** Of everything that its documents are made from. */
  Fingerprint fingerprint() {
    return new Fingerprint()
        .add(corpus.fingerprint())
        .add(Double.doubleToLongBits(split.evaluationShare()))
        .add(split.seed())
        .add(heldOut ? 1 : 0);
  }
}
