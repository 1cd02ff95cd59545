package org.outeffhop.data;

import java.util.Optional;
import org.outeffhop.files.Fingerprint;

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
  /** That of every command for language models. */
  public static final DocumentSplit USUAL = new DocumentSplit(0.05, 1);

  /** Whether a document is kept for evaluation. */
  public boolean isEvaluation(String document) {
    long hash = new Fingerprint().add(seed).add(document).toLong();
    return (hash >>> 11) * 0x1.0p-53 < evaluationShare;
  }

  /** Counts the documents of both parts. */
  public final class Count {
    private long documents;
    private long evaluation;

    /** One more document. */
    public void add(String document) {
      documents++;
      evaluation += isEvaluation(document) ? 1 : 0;
    }

    /** How many there were. */
    public long documents() {
      return documents;
    }

    /** What is wrong where one part has no document; empty if both have one. */
    public Optional<String> fault() {
      return evaluation > 0 && evaluation < documents
          ? Optional.empty()
          : Optional.of(
              evaluation
                  + " of "
                  + documents
                  + " documents are held out for evaluation with the share "
                  + evaluationShare
                  + ", which a hash of each text decides, so that equal ones stay together; both parts need at least one:"
                  + " give more documents that differ (in .txt files blank lines separate them, and one longer than "
                  + FileDocuments.LONGEST
                  + " characters is read as several)");
    }
  }
}
