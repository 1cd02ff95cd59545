package org.outeffhop.quantization;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.outeffhop.quantization.ActivationQuantization.DynamicPerToken;

/** The quantizer of every activation: its own, fixed by calibration, or one for all tokens. */
final class ActivationQuantizers {
  private final PerTokenQuantizer dynamic;
  private final Map<String, UniformQuantizer> fixed;

  ActivationQuantizers(Calibration calibration, QuantizationConfig config) {
    dynamic =
        config.activations() instanceof DynamicPerToken perToken
            ? new PerTokenQuantizer(config.bits().activations(), perToken.symmetric())
            : null;
    fixed = calibration.quantizers(config);
    Set<String> names = new LinkedHashSet<>(calibration.activations());
    names.addAll(calibration.weights());
    if (!names.isEmpty()) {
      config.fullPrecision().requireKnown(names);
    }
  }

  /**
   * The quantizer of a name.
   *
   * @throws IllegalArgumentException if it is static and calibration has not seen the name
   */
  Quantizer of(String name) {
    Quantizer quantizer = dynamic == null ? fixed.get(name) : dynamic;
    if (quantizer == null) {
      throw new IllegalArgumentException(
          name + " has no range; calibration saw " + fixed.size() + " other activations");
    }
    return quantizer;
  }
}
