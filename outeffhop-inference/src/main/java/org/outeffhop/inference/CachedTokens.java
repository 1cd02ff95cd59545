package org.outeffhop.inference;

import java.util.Arrays;
import org.outeffhop.runtime.OnnxDecoder;

/** Scores of a decoder that caches the keys and values of earlier tokens. */
record CachedTokens(OnnxDecoder decoder) implements NextToken {
  @Override
  public float[] scores(int[] ids) {
    return decoder.next(Arrays.stream(ids, decoder.seen(), ids.length).asLongStream().toArray());
  }

  @Override
  public boolean cached() {
    return true;
  }

  @Override
  public void close() {
    decoder.close();
  }
}
