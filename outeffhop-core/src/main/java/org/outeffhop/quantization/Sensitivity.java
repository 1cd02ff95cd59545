package org.outeffhop.quantization;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.tensor.Probe;

/**
 * Which module costs most when it is quantized. A module here is a probe point: its activation and,
 * for a linear layer, its weight.
 *
 * <p>A listing evaluates the model once for every module and once more; weights are rounded once.
 */
public final class Sensitivity implements AutoCloseable {
  private static final String WEIGHT = ".weight";

  private final FakeQuantization quantization;
  private final ToDoubleFunction<ForwardContext> loss;
  private final Set<String> modules = new LinkedHashSet<>();

  /**
   * Prepares the listings.
   *
   * @param calibration a calibration that has seen the model
   * @param loss what the model loses in a context, less being better: a perplexity, or an accuracy
   *     with its sign turned
   * @throws IllegalArgumentException as {@link FakeQuantization}, and if calibration has seen
   *     nothing
   */
  public Sensitivity(
      Calibration calibration, QuantizationConfig config, ToDoubleFunction<ForwardContext> loss) {
    this.loss = loss;
    quantization = new FakeQuantization(calibration, config);
    List<String> names = new ArrayList<>(calibration.activations());
    names.addAll(calibration.weights());
    names.removeIf(config::keepsFullPrecision);
    names.forEach(name -> modules.add(module(name)));
    if (modules.isEmpty()) {
      throw new IllegalArgumentException(
          "the calibration has seen 0 modules that are to be quantized; at least 1 is needed");
    }
  }

  private static String module(String name) {
    return name.endsWith(WEIGHT) ? name.substring(0, name.length() - WEIGHT.length()) : name;
  }

  /** Every module when it alone is quantized, the costliest first. */
  public List<ModuleSensitivity> alone() {
    double full = loss(module -> false);
    return sorted(
        module -> {
          double quantized = loss(module::equals);
          return new ModuleSensitivity(module, quantized, quantized - full);
        });
  }

  /** Every module when all but it are quantized, the one whose exception saves most first. */
  public List<ModuleSensitivity> allBut() {
    double quantized = loss(module -> true);
    return sorted(
        module -> {
          double spared = loss(other -> !module.equals(other));
          return new ModuleSensitivity(module, spared, quantized - spared);
        });
  }

  private interface Measured {
    ModuleSensitivity of(String module);
  }

  private List<ModuleSensitivity> sorted(Measured measured) {
    return modules.stream()
        .map(measured::of)
        .sorted(
            Comparator.comparingDouble((ModuleSensitivity result) -> rank(result.cost()))
                .reversed())
        .toList();
  }

  /** Modules that make the loss NaN cost most. */
  private static double rank(double cost) {
    return Double.isNaN(cost) ? Double.POSITIVE_INFINITY : cost;
  }

  private double loss(Predicate<String> quantized) {
    try (NoGradGuard constant = new NoGradGuard()) {
      return loss.applyAsDouble(ForwardContext.evaluation(new Chosen(quantization, quantized)));
    }
  }

  /** Quantizes some modules and leaves the others as they are. */
  private record Chosen(Probe quantization, Predicate<String> modules) implements Probe {
    @Override
    public Tensor at(String name, Tensor activation) {
      return modules.test(name) ? quantization.at(name, activation) : activation;
    }

    @Override
    public Tensor weight(String name, Tensor weight) {
      return modules.test(module(name)) ? quantization.weight(name, weight) : weight;
    }

    @Override
    public boolean wantsAttentionProbabilities() {
      return true;
    }
  }

  /** Frees the rounded weights. */
  @Override
  public void close() {
    quantization.close();
  }
}
