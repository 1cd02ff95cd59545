package org.outeffhop.experiment.task;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.outeffhop.metrics.OutlierSummary;
import org.outeffhop.metrics.Quality;
import org.outeffhop.quantization.BitWidths;
import org.outeffhop.quantization.UniformQuantizer;

/**
 * Outliers and quality in full precision, and the quality in static W8A8.
 *
 * @param further the quality in other bits
 * @param grids of the activations in W8A8, by name
 */
public record Quantized(
    OutlierSummary outliers,
    Quality quality,
    Quality w8a8,
    Map<BitWidths, Quality> further,
    Map<String, UniformQuantizer> grids) {
  /**
   * The further measures of all, by name; those in W8A8 end in {@code _w8a8}. The quality in other
   * bits is among them, such as {@code quality_w4a4}.
   */
  public Map<String, Double> details() {
    Map<String, Double> details = new LinkedHashMap<>(quality.others());
    put(details, BitWidths.W8A8, w8a8.others());
    further.forEach(
        (bits, measured) -> {
          put(details, bits, Map.of("quality", measured.value()));
          put(details, bits, measured.others());
        });
    return details;
  }

  private static void put(
      Map<String, Double> details, BitWidths bits, Map<String, Double> measures) {
    String end = "_" + bits.toString().toLowerCase(Locale.ROOT);
    measures.forEach((name, value) -> details.put(name + end, value));
  }
}
