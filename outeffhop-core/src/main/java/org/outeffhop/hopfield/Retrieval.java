package org.outeffhop.hopfield;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * What a memory answered.
 *
 * @param state the retrieved states, [L, D]
 * @param value the values read with the weights at those states, V p(beta K^T x), [L, D_v]; the
 *     state itself where the memory stores no values
 * @param recalls the rest, for each query in their order
 */
public record Retrieval(Tensor state, Tensor value, List<Recall> recalls) {
  public Retrieval {
    recalls = List.copyOf(recalls);
  }

  /**
   * One query's answer.
   *
   * @param patterns the patterns with the largest weights at the retrieved state, numbered from 0
   *     in the order they were added, heaviest first
   * @param weights their weights
   * @param noOpMass the no-op class's weight at the query, "I do not know this"
   * @param energies H at the query and after every step
   * @param steps the number of steps taken
   * @param converged whether ||T(x) - x|| came within the tolerance
   * @param abstained whether the no-op mass is above the memory's threshold
   */
  public record Recall(
      List<Long> patterns,
      List<Double> weights,
      double noOpMass,
      List<Double> energies,
      int steps,
      boolean converged,
      boolean abstained) {
    public Recall {
      patterns = List.copyOf(patterns);
      weights = List.copyOf(weights);
      energies = List.copyOf(energies);
    }
  }
}
