package org.outeffhop.data;

import java.util.function.UnaryOperator;

/**
 * What is done to every document beside encoding it.
 *
 * @param before to its text
 * @param after to its tokens
 * @param name by which treatments are told apart
 */
record DocumentTreatment(UnaryOperator<String> before, UnaryOperator<int[]> after, String name) {
  /** Nothing. */
  static final DocumentTreatment NONE = new DocumentTreatment(text -> text, ids -> ids, "");
}
