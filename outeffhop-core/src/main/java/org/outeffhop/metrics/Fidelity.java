package org.outeffhop.metrics;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * How close embeddings are to those of the original model.
 *
 * @param meanCosine of a text's embedding with its original
 * @param leastCosine the smallest of those
 * @param spearman rank correlation of the similarities of all pairs of at most 1,000 texts
 * @param recallAt10 the share of a text's ten nearest neighbours that are among its original ten
 */
public record Fidelity(double meanCosine, double leastCosine, double spearman, double recallAt10) {
  private static final int PAIRED = 1_000;
  private static final int NEIGHBOURS = 10;
  private static final int ROWS = 512;

  /**
   * Compares embeddings of length 1.
   *
   * @param embeddings [N, D]
   * @param originals [N, D]
   */
  public static Fidelity of(Tensor embeddings, Tensor originals) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor cosines = embeddings.mul(originals).sum(-1);
      return new Fidelity(
          Tensors.item(cosines.mean()),
          Tensors.item(cosines.min()),
          spearman(embeddings, originals),
          recall(embeddings, originals));
    }
  }

  private static double spearman(Tensor embeddings, Tensor originals) {
    RankCorrelation correlation = new RankCorrelation();
    correlation.add(similarities(embeddings), similarities(originals));
    return correlation.value();
  }

  /** Those of every pair, once. */
  private static double[] similarities(Tensor embeddings) {
    try (TensorScope scope = TensorScope.open()) {
      int count = (int) Math.min(PAIRED, embeddings.size(0));
      Tensor some = embeddings.narrow(0, 0, count);
      double[] all = Tensors.toDoubles(some.matmul(some.t()));
      double[] pairs = new double[count * (count - 1) / 2];
      int pair = 0;
      for (int row = 0; row < count; row++) {
        for (int column = row + 1; column < count; column++) {
          pairs[pair++] = all[row * count + column];
        }
      }
      return pairs;
    }
  }

  private static double recall(Tensor embeddings, Tensor originals) {
    long count = embeddings.size(0);
    long neighbours = Math.min(NEIGHBOURS, count - 1);
    long found = 0;
    for (long row = 0; row < count && neighbours > 0; row += ROWS) {
      try (TensorScope scope = TensorScope.open()) {
        long rows = Math.min(ROWS, count - row);
        Tensor now = nearest(embeddings, row, rows, neighbours);
        Tensor before = nearest(originals, row, rows, neighbours);
        found += (long) Tensors.item(now.unsqueeze(2).eq(before.unsqueeze(1)).sum());
      }
    }
    return neighbours == 0 ? 1 : (double) found / (count * neighbours);
  }

  /** The most similar other texts, [rows, neighbours]. */
  private static Tensor nearest(Tensor embeddings, long row, long rows, long neighbours) {
    Tensor similarities = embeddings.narrow(0, row, rows).matmul(embeddings.t());
    similarities.diagonal(row, 0, 1).fill_(Tensors.scalar(-2));
    return similarities.topk(neighbours).get1();
  }

  /** The mean cosine, and the others beside it. */
  public Quality quality() {
    Map<String, Double> others = new LinkedHashMap<>();
    others.put("least_cosine", leastCosine);
    others.put("spearman", spearman);
    others.put("recall_at_10", recallAt10);
    return new Quality(meanCosine, others);
  }
}
