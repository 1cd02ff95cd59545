package org.outeffhop.data;

/**
 * Decides which documents are kept for evaluation.
 *
 * <p>A document is kept if the first 53 bits of SHA-256(seed, text), read as a fraction, are below
 * the share. The decision depends on the document alone: other documents can be added or removed,
 * and equal documents are never in both parts.
 */
record DocumentSplit(double evaluationShare, long seed) {
  boolean isEvaluation(String document) {
    long hash = new Fingerprint().add(seed).add(document).toLong();
    return (hash >>> 11) * 0x1.0p-53 < evaluationShare;
  }
}
