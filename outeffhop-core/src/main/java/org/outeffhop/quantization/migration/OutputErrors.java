package org.outeffhop.quantization.migration;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.outeffhop.quantization.Grid;
import org.outeffhop.quantization.QuantizationConfig;
import org.outeffhop.quantization.UniformQuantizer;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.Parameters;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/** The squared errors of a pair's outputs under several choices of its scales. */
final class OutputErrors {
  private final MigrationPair pair;
  private final Parameters parameters;
  private final QuantizationConfig config;
  private final List<double[]> scales;
  private final List<UniformQuantizer> inputs;
  private final double[] errors;
  private boolean seen;

  OutputErrors(
      MigrationPair pair,
      Parameters parameters,
      ChannelRanges ranges,
      QuantizationConfig config,
      List<double[]> scales) {
    this.pair = pair;
    this.parameters = parameters;
    this.config = config;
    this.scales = scales;
    Grid grid = new Grid(config.bits().activations(), config.activations().symmetric());
    inputs = scales.stream().map(s -> grid.quantizer(ranges.divided(pair, s))).toList();
    errors = new double[scales.size()];
  }

  /** Adds the errors on a batch, {@code [.., channels]}. */
  void add(Tensor activation) {
    try (TensorScope scope = TensorScope.open();
        NoGradGuard constant = new NoGradGuard()) {
      Tensor x = activation.reshape(-1, activation.size(-1));
      for (int choice = 0; choice < errors.length; choice++) {
        double[] s = scales.get(choice);
        Tensor divisors = Engine.to(Tensors.of(s, s.length), x.device()).to(Tensors.type(x));
        Tensor rounded = inputs.get(choice).quantizeDequantize(x.div(divisors));
        for (Consumer consumer : pair.consumers()) {
          errors[choice] += error(consumer, x, rounded, divisors);
        }
      }
    }
    seen = true;
  }

  private double error(Consumer consumer, Tensor x, Tensor rounded, Tensor divisors) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor weight = consumer.matrix(parameters);
      Tensor scaled = weight.mul(part(consumer, divisors));
      Tensor matrix =
          config.weights().quantizer(scaled, config.bits().weights()).quantizeDequantize(scaled);
      Tensor wanted = torch.linear(part(consumer, x), weight);
      Tensor got = torch.linear(part(consumer, rounded), matrix);
      return Tensors.item(got.sub_(wanted).square_().sum());
    }
  }

  private static Tensor part(Consumer consumer, Tensor x) {
    return x.narrow(-1, consumer.first(), consumer.channels());
  }

  /** The choice with the smallest error. */
  int least() {
    if (!seen) {
      throw new IllegalArgumentException(
          pair.point() + " was not seen by the search; run a batch under it");
    }
    int least = 0;
    for (int choice = 1; choice < errors.length; choice++) {
      least = errors[choice] < errors[least] ? choice : least;
    }
    return least;
  }

  List<Double> errors() {
    return Arrays.stream(errors).boxed().toList();
  }
}
