package org.outeffhop.data;

/** Encoded documents, one after the other. */
final class TokenizedDocuments {
  private final IntList ids;
  private final IntList ends;

  TokenizedDocuments() {
    this(new IntList(), new IntList());
  }

  private TokenizedDocuments(IntList ids, IntList ends) {
    this.ids = ids;
    this.ends = ends;
  }

  /**
   * Documents that are there; the arrays are not copied.
   *
   * @param ends where each ends
   */
  static TokenizedDocuments of(int[] ids, int[] ends) {
    return new TokenizedDocuments(IntList.of(ids), IntList.of(ends));
  }

  void add(int[] document) {
    ids.addAll(document);
    ends.add(ids.size());
  }

  /** The number of documents. */
  int count() {
    return ends.size();
  }

  /** The number of tokens of all documents. */
  int tokens() {
    return ids.size();
  }

  int start(int document) {
    return document == 0 ? 0 : ends.get(document - 1);
  }

  int length(int document) {
    return ends.get(document) - start(document);
  }

  /** A copy of one document. */
  int[] document(int document) {
    return ids.copy(start(document), start(document) + length(document));
  }

  int id(int position) {
    return ids.get(position);
  }
}
