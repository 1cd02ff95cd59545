package org.outeffhop.quantization.migration;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.quantization.QuantizationConfig;
import org.outeffhop.tensor.Parameters;
import org.outeffhop.tensor.Probe;

/**
 * Seeks for every pair the alpha of {@link SmoothQuant} with the smallest error of the layers'
 * outputs,
 *
 * <pre>{@code
 * sum over consumers W of |Q(X / s) Q(s W)^T - X W^T|^2
 * }</pre>
 *
 * <p>The error of rounding a producing matrix is not among them.
 *
 * <p>Q rounds weights as the config asks, and activations to one grid a tensor that covers the
 * channel ranges, whatever the config's estimator. It is a second pass over calibration batches,
 * under this probe, after the ranges are known. Errors are added up as batches come: no activation
 * is kept, and a pair takes two numbers for every channel and alpha.
 */
public final class AlphaSearch implements Probe {
  private final List<Double> alphas;
  private final Map<String, OutputErrors> errors = new LinkedHashMap<>();

  /**
   * Prepares a search that has seen nothing.
   *
   * @param ranges of the same pairs, from a first pass
   * @param alphas what is tried, each 0 to 1
   */
  public AlphaSearch(
      List<MigrationPair> pairs,
      Parameters parameters,
      ChannelRanges ranges,
      QuantizationConfig config,
      List<Double> alphas) {
    if (alphas.isEmpty()) {
      throw new IllegalArgumentException("there are 0 alphas to try; at least 1 is needed");
    }
    alphas.forEach(SmoothQuant::requireAlpha);
    this.alphas = List.copyOf(alphas);
    for (MigrationPair pair : pairs) {
      List<double[]> scales =
          alphas.stream()
              .map(alpha -> SmoothQuant.scales(pair, parameters, ranges, alpha))
              .toList();
      errors.put(pair.point(), new OutputErrors(pair, parameters, ranges, config, scales));
    }
  }

  /** 0, 0.1, .. 1. */
  public static List<Double> tenths() {
    return IntStream.rangeClosed(0, 10).mapToObj(i -> i / 10.0).toList();
  }

  @Override
  public Tensor at(String name, Tensor activation) {
    OutputErrors ofPair = errors.get(name);
    if (ofPair != null) {
      ofPair.add(activation);
    }
    return activation;
  }

  /**
   * The best alpha of every pair, by its point; of equal ones the first.
   *
   * @throws IllegalArgumentException if a pair has not been seen
   */
  public Map<String, Double> best() {
    Map<String, Double> best = new LinkedHashMap<>();
    errors.forEach((point, ofPair) -> best.put(point, alphas.get(ofPair.least())));
    return best;
  }

  /** The errors of a pair's outputs, in the order of the alphas. */
  public List<Double> errors(MigrationPair pair) {
    return errors.get(pair.point()).errors();
  }
}
