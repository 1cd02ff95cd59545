package org.outeffhop.quantization;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The quantizer of every activation: its own, fixed by calibration, or one for all tokens. */
final class ActivationGrids {
  private final Optional<Quantizer> dynamic;
  private final Map<String, UniformQuantizer> fixed;

  ActivationGrids(Calibration calibration, QuantizationConfig config) {
    dynamic = config.activations().dynamic(config.bits().activations());
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
    return dynamic
        .or(() -> Optional.ofNullable(fixed.get(name)))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    name
                        + " has no range; calibration saw "
                        + fixed.size()
                        + " other activations"));
  }
}
