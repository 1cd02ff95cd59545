package org.outeffhop.inference;

import java.util.Arrays;
import org.outeffhop.runtime.OnnxOutput;

/** Scores of the token that follows a sequence. */
interface NextToken extends AutoCloseable {
  /**
   * The scores, one for every token of the vocabulary.
   *
   * @param ids the sequence; from one call to the next it grows at its end
   */
  float[] scores(int[] ids);

  /** Whether keys and values of earlier tokens are cached. */
  boolean cached();

  @Override
  void close();

  /** The implementation that fits a decoder's graph. */
  static NextToken of(TextModel model) {
    return model.exported().model().isCached()
        ? new CachedTokens(model.exported().model().decoder())
        : anew(model);
  }

  private static NextToken anew(TextModel model) {
    return new NextToken() {
      @Override
      public float[] scores(int[] ids) {
        OnnxOutput logits = model.exported().model().run(model.inputs(ids));
        int vocabulary = Math.toIntExact(logits.shape()[2]);
        int last = logits.values().length - vocabulary;
        return Arrays.copyOfRange(logits.values(), last, logits.values().length);
      }

      @Override
      public boolean cached() {
        return false;
      }

      @Override
      public void close() {}
    };
  }
}
