package org.outeffhop.inference;

import java.util.Comparator;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.outeffhop.inference.result.InferenceResult.Candidate;

/** softmax(z)_i = exp(z_i) / sum exp(z), over some of a model's outputs. */
record Probabilities(double[] values) {
  /** The probabilities of {@code count} scores from {@code first} on, divided by a temperature. */
  static Probabilities of(float[] scores, int first, int count, double temperature) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      largest = Math.max(largest, scores[first + i]);
    }
    double[] values = new double[count];
    double sum = 0;
    for (int i = 0; i < count; i++) {
      values[i] = Math.exp((scores[first + i] - largest) / temperature);
      sum += values[i];
    }
    for (int i = 0; i < count; i++) {
      values[i] /= sum;
    }
    return new Probabilities(values);
  }

  /** The indices of the largest, in descending order; among equal ones the first comes first. */
  int[] best(int count) {
    return IntStream.range(0, values.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -values[i]))
        .limit(count)
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** The largest, by name. */
  List<Candidate> candidates(int count, IntFunction<String> name) {
    return IntStream.of(best(count))
        .mapToObj(i -> new Candidate(name.apply(i), values[i]))
        .toList();
  }
}
