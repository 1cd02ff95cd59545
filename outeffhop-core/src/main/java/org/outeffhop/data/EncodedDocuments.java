package org.outeffhop.data;

/**
 * The documents of a part of a text as tokens.
 *
 * @param wordsAreTokens whether each document has a token for every word
 */
record EncodedDocuments(TokenizedDocuments documents, boolean wordsAreTokens) {
  /** The same with one more document. */
  EncodedDocuments with(String document, int[] ids) {
    documents.add(ids);
    return ids.length == words(document) ? this : new EncodedDocuments(documents, false);
  }

  private static long words(String document) {
    return 1 + document.chars().filter(letter -> letter == ' ').count();
  }
}
