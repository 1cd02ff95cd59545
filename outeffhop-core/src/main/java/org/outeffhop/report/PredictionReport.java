package org.outeffhop.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.outeffhop.experiment.result.PredictionResult;
import org.outeffhop.experiment.result.PredictionResult.Correlation;
import org.outeffhop.experiment.result.PredictionResult.Predictor;
import org.outeffhop.experiment.result.QuantizationResult.Model;
import org.outeffhop.experiment.result.QuantizationResult.QuantizedQuality;

/** How well outliers predict the loss by quantization, as tables, charts and sentences. */
public final class PredictionReport {
  private static final double SIGNIFICANCE = 0.05;
  private static final String[] HEADER = {
    "model", "bits", "predictor", "runs", "rank correlation", "95% from", "to", "p"
  };

  private final PredictionResult result;

  /** Of a result. */
  public PredictionReport(PredictionResult result) {
    this.result = result;
  }

  /** A row for each model, bits and predictor. */
  public TextTable correlations() {
    List<List<String>> lines = new ArrayList<>();
    for (Correlation row : result.correlations()) {
      lines.add(
          List.of(
              row.model(),
              row.bits(),
              row.predictor().toString(),
              String.valueOf(row.runs()),
              number(row.rho(), 2),
              number(row.low(), 2),
              number(row.high(), 2),
              number(row.p(), 4)));
    }
    return new TextTable(List.of(HEADER), lines);
  }

  private static String number(Double value, int decimals) {
    return value == null ? "-" : String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  /** A sentence for each model and predictor, all bits together. */
  public List<String> findings() {
    Map<String, Correlation> together = new LinkedHashMap<>();
    result.correlations().forEach(row -> together.put(row.model() + row.predictor(), row));
    List<String> findings =
        new ArrayList<>(together.values().stream().map(PredictionReport::finding).toList());
    findings.add(
        "Runs with different methods differ in more than outliers, so a correlation does not show a cause.");
    return findings;
  }

  private static String finding(Correlation row) {
    String runs = row.model().equals(PredictionResult.ALL) ? "all models" : row.model();
    String which = "%s, %s: ".formatted(runs, row.predictor());
    if (row.rho() == null) {
      return which
          + String.format(
              Locale.ROOT, "%d runs that cannot be ranked, so nothing can be shown.", row.runs());
    }
    if (row.low() == null || row.p() == null) {
      return which
          + String.format(
              Locale.ROOT,
              "%d runs are too few for an interval, so nothing can be shown.",
              row.runs());
    }
    return which
        + "rank correlation %s (95%%: %s to %s), p %s: "
            .formatted(
                number(row.rho(), 2),
                number(row.low(), 2),
                number(row.high(), 2),
                number(row.p(), 4))
        + judged(row);
  }

  private static String judged(Correlation row) {
    boolean beside = row.low() > 0 || row.high() < 0;
    if (beside && row.p() < SIGNIFICANCE) {
      return row.rho() > 0
          ? String.format(
              Locale.ROOT,
              "evidence over %d runs that models with more outliers lose more.",
              row.runs())
          : String.format(
              Locale.ROOT,
              "evidence over %d runs that models with more outliers lose less.",
              row.runs());
    }
    String reason = beside ? "chance would do as well too often" : "the interval contains 0";
    return String.format(
        Locale.ROOT, "no evidence over %d runs that it predicts the loss: %s.", row.runs(), reason);
  }

  /**
   * A chart for each predictor and kind of model, of losses, and one of ranks for all, under the
   * names of their files.
   */
  public Map<String, Chart> charts() {
    Map<String, Chart> charts = new LinkedHashMap<>();
    for (Predictor predictor : Predictor.values()) {
      String name = predictor == Predictor.AVERAGE_KURTOSIS ? "kurtosis" : "norm";
      result.quantization().models().stream()
          .map(Model::model)
          .distinct()
          .forEach(
              kind -> charts.put("loss-%s-%s.svg".formatted(kind, name), losses(predictor, kind)));
      charts.put("ranks-%s.svg".formatted(name), ranks(predictor));
    }
    return charts;
  }

  private Chart losses(Predictor predictor, String kind) {
    Map<String, List<Series.Point>> points = new LinkedHashMap<>();
    for (Model model : result.quantization().models()) {
      if (model.model().equals(kind)) {
        for (QuantizedQuality setting : model.quantized()) {
          points
              .computeIfAbsent(setting.bits(), bits -> new ArrayList<>())
              .add(new Series.Point(predictor.of(model), setting.lost()));
        }
      }
    }
    return new Chart(
        "%s: loss of quality against %s".formatted(kind, predictor),
        note(predictor, kind),
        Axis.linear(predictor + " in full precision"),
        Axis.linear("loss of quality (%)"),
        series(points));
  }

  private Chart ranks(Predictor predictor) {
    Map<String, List<Series.Point>> points = new LinkedHashMap<>();
    for (PredictionResult.Point point : result.points()) {
      if (point.predictor() == predictor) {
        points
            .computeIfAbsent(point.bits(), bits -> new ArrayList<>())
            .add(new Series.Point(point.x(), point.y()));
      }
    }
    return new Chart(
        "Ranks of the loss of quality against ranks of " + predictor,
        note(predictor, PredictionResult.ALL),
        Axis.linear("rank of " + predictor + " among the model's runs (share)").between(0, 1),
        Axis.linear("rank of the loss (share)").between(0, 1),
        series(points));
  }

  private static List<Series> series(Map<String, List<Series.Point>> points) {
    List<Series> series = new ArrayList<>();
    points.forEach((bits, of) -> series.add(new Series(bits, Series.Mark.POINTS, of)));
    return series;
  }

  /** The correlation over all bits, which stands last of a model's. */
  private String note(Predictor predictor, String model) {
    String points = "one point per run and setting";
    return result.correlations().stream()
        .filter(row -> row.predictor() == predictor)
        .filter(row -> row.model().equals(model))
        .reduce((first, second) -> second)
        .filter(row -> row.low() != null)
        .map(
            row ->
                points
                    + String.format(
                        Locale.ROOT,
                        "; rank correlation %s, 95%% from %s to %s",
                        number(row.rho(), 2),
                        number(row.low(), 2),
                        number(row.high(), 2)))
        .orElse(points);
  }
}
