package org.outeffhop.data;

/** Encoded documents, one after the other. */
final class TokenizedDocuments {
  private final IntList ids = new IntList();
  private final IntList ends = new IntList();

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

  int id(int position) {
    return ids.get(position);
  }
}
