package org.outeffhop.quantization.migration;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.quantization.Range;
import org.outeffhop.tensor.Probe;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * The smallest and the largest value of every channel of the activations of some pairs, over all
 * batches. It holds two numbers a channel.
 */
public final class ChannelRanges implements Probe {
  private final Set<String> points = new HashSet<>();
  private final Map<String, Ends> seen = new HashMap<>();

  /** Ranges that have seen nothing. */
  public ChannelRanges(List<MigrationPair> pairs) {
    pairs.forEach(pair -> points.add(pair.point()));
  }

  private record Ends(double[] min, double[] max) {}

  /**
   * Takes in an activation {@code [.., channels]} and returns it.
   *
   * @throws IllegalArgumentException if it holds a NaN or an infinity
   */
  @Override
  public Tensor at(String name, Tensor activation) {
    if (points.contains(name)) {
      try (TensorScope scope = TensorScope.open()) {
        Tensor rows = activation.detach().reshape(-1, activation.size(-1));
        long[] tokens = {0};
        Ends now =
            new Ends(
                Tensors.toDoubles(rows.amin(tokens, false)),
                Tensors.toDoubles(rows.amax(tokens, false)));
        seen.merge(name, finite(name, now), ChannelRanges::joined);
      }
    }
    return activation;
  }

  private static Ends finite(String name, Ends ends) {
    for (int channel = 0; channel < ends.min().length; channel++) {
      double low = ends.min()[channel];
      double high = ends.max()[channel];
      if (!Double.isFinite(low) || !Double.isFinite(high)) {
        throw new IllegalArgumentException(
            name
                + ": channel "
                + channel
                + " runs from "
                + low
                + " to "
                + high
                + "; calibration takes finite values");
      }
    }
    return ends;
  }

  private static Ends joined(Ends a, Ends b) {
    double[] min = a.min().clone();
    double[] max = a.max().clone();
    Arrays.setAll(min, channel -> Math.min(min[channel], b.min()[channel]));
    Arrays.setAll(max, channel -> Math.max(max[channel], b.max()[channel]));
    return new Ends(min, max);
  }

  /** max |X_j| of every channel. */
  double[] largest(MigrationPair pair) {
    Ends ends = ends(pair);
    double[] largest = new double[ends.min().length];
    Arrays.setAll(largest, j -> Math.max(Math.abs(ends.min()[j]), Math.abs(ends.max()[j])));
    return largest;
  }

  /** The range of all elements once channel j is divided by s_j > 0. */
  Range divided(MigrationPair pair, double[] scales) {
    Ends ends = ends(pair);
    double min = 0;
    double max = 0;
    for (int j = 0; j < scales.length; j++) {
      min = Math.min(min, ends.min()[j] / scales[j]);
      max = Math.max(max, ends.max()[j] / scales[j]);
    }
    return new Range(min, max);
  }

  private Ends ends(MigrationPair pair) {
    Ends ends = seen.get(pair.point());
    if (ends == null) {
      throw new IllegalArgumentException(
          pair.point() + " was not seen in calibration; run a batch under these ranges");
    }
    return ends;
  }
}
