package org.outeffhop.metrics;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.tensor.Probe;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * Measures the outliers in module outputs over any number of batches. It changes no activation and
 * holds no tensor.
 */
public final class ActivationRecorder implements Probe {
  private final Predicate<String> modules;
  private final Predicate<String> byToken;
  private final Map<String, Sums> sums = new LinkedHashMap<>();

  /**
   * Makes a recorder that has seen nothing.
   *
   * @param modules which modules to record, by name
   */
  public ActivationRecorder(Predicate<String> modules) {
    this(modules, name -> false);
  }

  /**
   * Makes a recorder that has seen nothing and takes each token of some modules for a sample.
   *
   * @param modules which modules to record, by name
   * @param byToken in which of them outputs {@code [samples, tokens, ...]} are taken apart
   */
  public ActivationRecorder(Predicate<String> modules, Predicate<String> byToken) {
    this.modules = modules;
    this.byToken = byToken;
  }

  /**
   * Records an activation {@code [samples, ...]} and returns it.
   *
   * @throws IllegalArgumentException if it holds a NaN or an infinity
   */
  @Override
  public Tensor at(String name, Tensor activation) {
    if (modules.test(name)) {
      record(name, activation);
    }
    return activation;
  }

  private void record(String name, Tensor activation) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor samples = byToken.test(name) ? activation.flatten(0, 1) : activation;
      double norms = Tensors.item(MaxInfinityNorm.perSample(samples).sum());
      if (!Double.isFinite(norms)) {
        throw new IllegalArgumentException(
            "the output of "
                + name
                + " contains NaN or infinity; outliers are measured on finite values");
      }
      double kurtoses = Tensors.item(Kurtosis.perSample(samples).sum());
      sums.computeIfAbsent(name, key -> new Sums()).add(kurtoses, norms, samples.size(0));
    }
  }

  /** Every module seen, in the order of the first forward pass. */
  public List<ModuleOutliers> modules() {
    return sums.entrySet().stream().map(e -> e.getValue().average(e.getKey())).toList();
  }

  /**
   * The summary over all modules seen.
   *
   * @throws IllegalArgumentException if none was
   */
  public OutlierSummary summary() {
    return OutlierSummary.of(modules());
  }

  private static final class Sums {
    private double kurtosis;
    private double norm;
    private long samples;

    void add(double kurtoses, double norms, long count) {
      kurtosis += kurtoses;
      norm += norms;
      samples += count;
    }

    ModuleOutliers average(String module) {
      return new ModuleOutliers(module, kurtosis / samples, norm / samples);
    }
  }
}
