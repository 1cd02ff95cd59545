package org.outeffhop.experiment.retrieval;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.tensor.Tensors;

/** Associative memories written out in loops over doubles. */
final class PlainRetrieval {
  private PlainRetrieval() {}

  static double[][] rows(Tensor matrix) {
    int width = (int) matrix.size(1);
    double[] flat = Tensors.toDoubles(matrix);
    double[][] rows = new double[flat.length / width][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = Arrays.copyOfRange(flat, i * width, (i + 1) * width);
    }
    return rows;
  }

  /** The state that the query ends in. */
  static double[] retrieve(
      RetrievalModel model, double[][] patterns, double[] query, double beta, int steps) {
    double[] x = query;
    for (int step = 0; step < steps; step++) {
      double[] scores = new double[patterns.length];
      for (int mu = 0; mu < patterns.length; mu++) {
        scores[mu] = beta * dot(patterns[mu], x);
      }
      double[] p = model == RetrievalModel.SPARSE ? sparsemax(scores) : softmax(model, scores);
      double[] next = new double[x.length];
      for (int mu = 0; mu < patterns.length; mu++) {
        for (int i = 0; i < x.length; i++) {
          next[i] += p[mu] * patterns[mu][i];
        }
      }
      x = next;
    }
    return x;
  }

  private static double[] softmax(RetrievalModel model, double[] scores) {
    double total = model == RetrievalModel.OUTEFFHOP ? 1 : 0;
    double[] p = new double[scores.length];
    for (int mu = 0; mu < p.length; mu++) {
      p[mu] = Math.exp(scores[mu]);
      total += p[mu];
    }
    for (int mu = 0; mu < p.length; mu++) {
      p[mu] /= total;
    }
    return p;
  }

  /** The threshold by bisection: sum max(z - tau, 0) = 1. */
  private static double[] sparsemax(double[] scores) {
    double high = Arrays.stream(scores).max().orElseThrow();
    double low = high - 1;
    for (int i = 0; i < 60; i++) {
      double tau = (low + high) / 2;
      double sum = Arrays.stream(scores).map(z -> Math.max(z - tau, 0)).sum();
      low = sum > 1 ? tau : low;
      high = sum > 1 ? high : tau;
    }
    double tau = low;
    return Arrays.stream(scores).map(z -> Math.max(z - tau, 0)).toArray();
  }

  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  static double distance(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return Math.sqrt(sum);
  }

  /** Whether the state is near its pattern, and no other pattern nearer. */
  static boolean succeeds(double[] state, double[][] patterns, int wanted, double within) {
    double own = distance(state, patterns[wanted]);
    double nearest =
        Arrays.stream(patterns).mapToDouble(xi -> distance(state, xi)).min().orElseThrow();
    return own <= within * Math.sqrt(dot(patterns[wanted], patterns[wanted]))
        && own <= nearest + 1e-6;
  }
}
