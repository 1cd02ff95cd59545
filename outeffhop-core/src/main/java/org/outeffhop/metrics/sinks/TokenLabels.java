package org.outeffhop.metrics.sinks;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.tensor.Tensors;

/**
 * What stands at every position of a batch.
 *
 * @param labels by sample and position: a token's id, or the position itself where there are no
 *     tokens
 * @param real by sample and position: false where there is padding
 * @param causal whether a query sees no later key
 */
public record TokenLabels(long[][] labels, boolean[][] real, boolean causal) {
  public TokenLabels {
    if (labels.length != real.length
        || IntStream.range(0, real.length).anyMatch(i -> labels[i].length != real[i].length)) {
      throw new IllegalArgumentException(
          "there are labels of %s positions and marks of %s; each position takes one of each"
              .formatted(
                  lengths(Arrays.stream(labels).mapToInt(row -> row.length)),
                  lengths(Arrays.stream(real).mapToInt(row -> row.length))));
    }
  }

  private static String lengths(IntStream rows) {
    return Arrays.toString(rows.toArray());
  }

  /** The positions themselves, none of them padding. */
  public static TokenLabels positions(int samples, int length) {
    long[][] labels = new long[samples][length];
    boolean[][] real = new boolean[samples][length];
    for (int sample = 0; sample < samples; sample++) {
      Arrays.setAll(labels[sample], position -> position);
      Arrays.fill(real[sample], true);
    }
    return new TokenLabels(labels, real, false);
  }

  /**
   * The ids of tokens.
   *
   * @param ids [B, L]
   * @param visible false where a token is padding, [B, L]; null: none is
   * @param causal whether a query sees no later key
   */
  public static TokenLabels of(Tensor ids, Tensor visible, boolean causal) {
    long[][] labels = rows(ids);
    boolean[][] real = new boolean[labels.length][];
    long[][] seen = visible == null ? null : rows(visible);
    for (int sample = 0; sample < labels.length; sample++) {
      real[sample] = new boolean[labels[sample].length];
      for (int i = 0; i < real[sample].length; i++) {
        real[sample][i] = seen == null || seen[sample][i] != 0;
      }
    }
    return new TokenLabels(labels, real, causal);
  }

  private static long[][] rows(Tensor tensor) {
    long[] flat = Tensors.toLongs(tensor);
    int length = (int) tensor.size(1);
    long[][] rows = new long[(int) tensor.size(0)][];
    Arrays.setAll(rows, i -> Arrays.copyOfRange(flat, i * length, (i + 1) * length));
    return rows;
  }

  /** Of modules whose rows are no tokens. */
  public static TokenLabels none() {
    return positions(0, 0);
  }

  int samples() {
    return labels.length;
  }

  int length() {
    return labels.length == 0 ? 0 : labels[0].length;
  }

  /** Tokens of a sample that are not padding. */
  int count(int sample) {
    return (int) IntStream.range(0, length()).filter(i -> real[sample][i]).count();
  }
}
