package org.outeffhop.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.outeffhop.experiment.result.Computation;
import org.outeffhop.experiment.result.ConversionResult;
import org.outeffhop.experiment.result.ConversionResult.Stage;
import org.outeffhop.experiment.result.ExecutionResult.Measured;
import org.outeffhop.experiment.result.ExecutionResult.Stored;

/** A conversion as tables and sentences. */
public final class ConversionReport {
  private static final String QUANTIZED = "_w8a8";

  private final ConversionResult result;

  /** Of a conversion that was made. */
  public ConversionReport(ConversionResult result) {
    this.result = result;
  }

  /** What was done, in lines. */
  public List<String> head() {
    return List.of(
        "%s: %s, now with %s attention"
            .formatted(result.source(), result.model(), result.attention()),
        String.format(
            Locale.ROOT,
            "%,d steps, %s s in all, on %s",
            result.steps(),
            number(0, result.seconds()),
            result.data()));
  }

  /** By caption: the stages, further measures where there are some, and eight bits as they run. */
  public Map<String, TextTable> tables() {
    Map<String, TextTable> tables = new LinkedHashMap<>();
    tables.put(
        "Outliers and quality; W8A8 is simulated, one scale per tensor, " + ranges(), stages());
    details().ifPresent(table -> tables.put("Other measures", table));
    if (result.after() != null) {
      tables.put(
          String.format(
              Locale.ROOT,
              "Executed in ONNX Runtime, one scale per %s of weights, on %,d batches of at most %s",
              result.weights(),
              result.executedBatches(),
              result.settings().get("evaluation_batch_size")),
          executed());
      tables.put(
          String.format(
              Locale.ROOT, "Times of the converted model, %d threads", result.after().threads()),
          ExecutionReport.times(result.after()));
    }
    return tables;
  }

  /** Outliers and quality, a line a stage. */
  public TextTable stages() {
    int decimals = result.measure().decimals();
    List<List<String>> lines = new ArrayList<>();
    for (Stage stage : result.stages()) {
      lines.add(
          List.of(
              stage.name(),
              number(2, stage.averageKurtosis()),
              number(2, stage.maximumInfinityNorm()),
              number(decimals, stage.quality()),
              number(decimals, stage.qualityW8a8())));
    }
    String quality = result.measure().toString();
    return new TextTable(
        List.of("model", "average kurtosis", "maximum inf. norm", quality, quality + " W8A8"),
        lines);
  }

  private String ranges() {
    Object range = result.settings().get("range");
    return range == null ? "as 'compare' quantizes the model" : "range by " + range;
  }

  /** Further measures, in full precision and in W8A8, that all stages have. */
  public Optional<TextTable> details() {
    List<String> names =
        result.stages().get(0).details().keySet().stream()
            .filter(name -> !name.endsWith(QUANTIZED))
            .filter(name -> result.stages().stream().allMatch(s -> s.details().containsKey(name)))
            .toList();
    if (names.isEmpty()) {
      return Optional.empty();
    }
    List<String> header = new ArrayList<>(List.of("model"));
    names.forEach(name -> header.add(name.replace('_', ' ')));
    List<List<String>> lines = new ArrayList<>();
    for (Stage stage : result.stages()) {
      lines.add(line(stage.name(), stage.details(), names, ""));
      lines.add(line(stage.name() + ", W8A8", stage.details(), names, QUANTIZED));
    }
    return Optional.of(new TextTable(header, lines));
  }

  private static List<String> line(
      String title, Map<String, Double> details, List<String> names, String ending) {
    List<String> line = new ArrayList<>(List.of(title));
    names.forEach(name -> line.add(number(4, details.getOrDefault(name + ending, Double.NaN))));
    return line;
  }

  /** Quality of original and converted model, and the size, a line for each computation. */
  public TextTable executed() {
    List<List<String>> lines = new ArrayList<>();
    for (Measured measured : result.after().qualities()) {
      Computation by = measured.by();
      Optional<Stored> file =
          result.after().files().stream().filter(stored -> stored.by() == by).findFirst();
      lines.add(
          List.of(
              by.toString(),
              number(result.measure().decimals(), result.before().quality(by)),
              number(result.measure().decimals(), measured.quality()),
              file.map(stored -> number(1, stored.bytes() / 1e6)).orElse(""),
              file.map(stored -> number(3, stored.ratio())).orElse("")));
    }
    return new TextTable(
        List.of("computed in", "original", "converted", "file MB", "to fp32"), lines);
  }

  /** What the numbers say. */
  public List<String> findings() {
    Stage before = result.stages().get(0);
    Stage after = result.stages().get(result.stages().size() - 1);
    List<String> findings = new ArrayList<>();
    findings.add(
        "Average kurtosis went from %s to %s and the maximum infinity norm from %s to %s; in W8A8, %s went from %s to %s."
            .formatted(
                number(1, before.averageKurtosis()),
                number(1, after.averageKurtosis()),
                number(1, before.maximumInfinityNorm()),
                number(1, after.maximumInfinityNorm()),
                result.measure(),
                number(result.measure().decimals(), before.qualityW8a8()),
                number(result.measure().decimals(), after.qualityW8a8())));
    if (result.measure().lost(before.qualityW8a8(), after.qualityW8a8()) > 0) {
      findings.add("The conversion did not help: in W8A8 the original is better.");
    }
    executedLoss().ifPresent(findings::add);
    if (after.details().containsKey("diverged_at_step")) {
      findings.add(
          "Training diverged at step %s; the best state before that was kept."
              .formatted(number(0, after.details().get("diverged_at_step"))));
    }
    return findings;
  }

  /** Integer kernels leave residuals and norms alone, so that an original may lose little. */
  private Optional<String> executedLoss() {
    if (result.after() == null) {
      return Optional.empty();
    }
    double before = result.before().quality(Computation.INT8);
    double after = result.after().quality(Computation.INT8);
    return result.measure().lost(before, after) <= 0
        ? Optional.empty()
        : Optional.of(
            "In int8 in ONNX Runtime the conversion did not help: %s is %s for the original and %s for the converted model."
                .formatted(
                    result.measure(),
                    number(result.measure().decimals(), before),
                    number(result.measure().decimals(), after)));
  }

  private static String number(int decimals, double value) {
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
