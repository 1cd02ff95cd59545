package org.outeffhop.experiment.theory;

import java.util.function.Function;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.hopfield.Softmax1;

/**
 * Who reads the memory in the check of generalisation.
 *
 * @param recall by dimension d and number of patterns M
 * @param digits by attention method
 */
record Readers(RecallReaders recall, Function<AttentionMethod, Learner> digits) {
  /** Those of the paper's memory, and every attention method's on the digits. */
  static final Readers PAPER =
      new Readers(
          (dimension, patterns) ->
              new RecallLearner(dimension, patterns, scores -> new Softmax1().apply(scores)),
          DigitLearner::new);

  /** Makes a reader that must find one of M patterns. */
  interface RecallReaders {
    Learner of(int dimension, int patterns);
  }
}
