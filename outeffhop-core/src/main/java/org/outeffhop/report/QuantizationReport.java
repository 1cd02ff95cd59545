package org.outeffhop.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.outeffhop.experiment.result.QuantizationResult.Model;
import org.outeffhop.experiment.result.QuantizationResult.ModuleCost;
import org.outeffhop.experiment.result.QuantizationResult.QuantizedQuality;

/** Quantized models as tables. */
public final class QuantizationReport {
  private static final int MODULES = 15;

  private QuantizationReport() {}

  /** What was measured, in lines. */
  public static List<String> head(Model model) {
    List<String> lines = new ArrayList<>();
    lines.add("%s: %s, %s".formatted(model.run(), model.model(), model.attention()));
    lines.add("Weights: " + model.weights());
    lines.add("Activations: " + model.activations());
    if (!model.fullPrecision().isEmpty()) {
      lines.add("In full precision: " + String.join(", ", model.fullPrecision()));
    }
    if (!model.ownData()) {
      lines.add(
          "Measured on "
              + model.data()
              + ", which is not the data that a comparison trained it on");
    }
    return lines;
  }

  /** The quality of every setting, full precision first. */
  public static TextTable quality(Model model) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(List.of("fp32", number(model, model.quality()), ""));
    for (QuantizedQuality setting : model.quantized()) {
      lines.add(
          List.of(name(setting), number(model, setting.quality()), percent(setting.change())));
    }
    return new TextTable(List.of("setting", model.measure().toString(), "change"), lines);
  }

  /** The dearest modules of a setting. */
  public static TextTable sensitivity(Model model, QuantizedQuality setting) {
    List<List<String>> lines = new ArrayList<>();
    for (ModuleCost cost : setting.sensitivity().stream().limit(MODULES).toList()) {
      lines.add(
          List.of(
              cost.module(),
              number(model, cost.quality()),
              String.format(Locale.ROOT, "%+.3f%%", cost.lost())));
    }
    return new TextTable(
        List.of(setting.bits() + " alone", model.measure().toString(), "lost"), lines);
  }

  private static String name(QuantizedQuality setting) {
    return setting.smoothing() == null
        ? setting.bits()
        : setting.bits() + ", smoothing " + setting.smoothing();
  }

  private static String number(Model model, double quality) {
    return String.format(Locale.ROOT, "%." + model.measure().decimals() + "f", quality);
  }

  private static String percent(double change) {
    return String.format(Locale.ROOT, "%+.2f%%", change);
  }
}
