package org.outeffhop.experiment.snapshot;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.experiment.result.ActivationRecord;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/** The heads of an attention module on its batch's first sample. */
final class AttentionHeads {
  private static final int POSITIONS = 32;
  private static final double DIGITS = 1e4;

  private AttentionHeads() {}

  /**
   * All heads.
   *
   * @param probabilities [samples, heads, queries, keys]
   */
  static List<ActivationRecord.Head> of(String module, Tensor probabilities) {
    int queries = (int) probabilities.size(2);
    int keys = (int) probabilities.size(3);
    List<ActivationRecord.Head> heads = new ArrayList<>();
    for (int head = 0; head < probabilities.size(1); head++) {
      try (TensorScope scope = TensorScope.open()) {
        double[] weights =
            Tensors.toDoubles(probabilities.select(0, 0).select(0, head).reshape(-1));
        heads.add(head(module, head, weights, queries, keys));
      }
    }
    return heads;
  }

  private static ActivationRecord.Head head(
      String module, int head, double[] weights, int queries, int keys) {
    double[] sumOfKey = new double[keys];
    double[] left = new double[queries];
    for (int query = 0; query < queries; query++) {
      left[query] = 1;
      for (int key = 0; key < keys; key++) {
        double weight = weights[query * keys + key];
        left[query] -= weight;
        sumOfKey[key] += weight;
      }
    }
    double most = 0;
    for (double sum : sumOfKey) {
      most = Math.max(most, sum / queries);
    }
    double noOp = 0;
    for (double share : left) {
      noOp += share / queries;
    }
    return new ActivationRecord.Head(
        module, head, rounded(noOp), rounded(most), shown(weights, queries, keys), shownLeft(left));
  }

  private static List<double[]> shown(double[] weights, int queries, int keys) {
    List<double[]> rows = new ArrayList<>();
    for (int query = 0; query < Math.min(POSITIONS, queries); query++) {
      double[] row = new double[Math.min(POSITIONS, keys)];
      for (int key = 0; key < row.length; key++) {
        row[key] = rounded(weights[query * keys + key]);
      }
      rows.add(row);
    }
    return rows;
  }

  private static double[] shownLeft(double[] left) {
    double[] shown = new double[Math.min(POSITIONS, left.length)];
    for (int query = 0; query < shown.length; query++) {
      shown[query] = rounded(left[query]);
    }
    return shown;
  }

  private static double rounded(double share) {
    return Math.round(share * DIGITS) / DIGITS;
  }
}
