package org.outeffhop.data;

/**
 * Decides which documents are kept for evaluation.
 *
 * <p>A document is kept if the first 53 bits of SHA-256(seed, text), read as a fraction, are below
 * the share. The decision depends on the document alone: other documents can be added or removed,
 * and equal documents are never in both parts.
 *
 * @param evaluationShare from 0 to 1
 * @param seed decides which documents those are
 */
public record DocumentSplit(double evaluationShare, long seed) {
  /** Whether a document is kept for evaluation. */
  public boolean isEvaluation(String document) {
    long hash = new Fingerprint().add(seed).add(document).toLong();
    return (hash >>> 11) * 0x1.0p-53 < evaluationShare;
  }
}
