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
import org.outeffhop.experiment.result.QuantizationResult.Setting;

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
              number(row.p(), 3)));
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
    return together.values().stream().map(PredictionReport::finding).toList();
  }

  private static String finding(Correlation row) {
    String runs = row.model().equals(PredictionResult.ALL) ? "all models" : row.model();
    String which = "%s, %s: ".formatted(runs, row.predictor());
    if (row.rho() == null) {
      return which + "%d runs, which cannot be ranked: nothing is shown.".formatted(row.runs());
    }
    if (row.low() == null || row.p() == null) {
      return which + "%d runs are too few for an interval: nothing is shown.".formatted(row.runs());
    }
    return which + judged(row);
  }

  private static String judged(Correlation row) {
    boolean beside = row.low() > 0 || row.high() < 0;
    if (beside && row.p() < SIGNIFICANCE) {
      return row.rho() > 0
          ? "evidence over %d runs that models with more outliers lose more.".formatted(row.runs())
          : "evidence over %d runs against it: models with more outliers lose less."
              .formatted(row.runs());
    }
    String reason =
        beside
            ? String.format(Locale.ROOT, "chance does as well with p %.3f", row.p())
            : "the interval contains 0";
    return "no evidence over %d runs that it predicts the loss; %s.".formatted(row.runs(), reason);
  }

  /** A chart for each predictor and number of bits, under the names of their files. */
  public Map<String, Chart> charts() {
    Map<String, Chart> charts = new LinkedHashMap<>();
    List<Model> models = result.quantization().models();
    for (Predictor predictor : Predictor.values()) {
      for (Setting setting : models.get(0).quantized()) {
        String file =
            "loss-%s-%s.svg"
                .formatted(
                    setting.bits().toLowerCase(Locale.ROOT),
                    predictor == Predictor.AVERAGE_KURTOSIS ? "kurtosis" : "norm");
        charts.put(file, chart(predictor, setting.bits()));
      }
    }
    return charts;
  }

  private Chart chart(Predictor predictor, String bits) {
    Map<String, List<Series.Point>> points = new LinkedHashMap<>();
    for (Model model : result.quantization().models()) {
      for (Setting setting : model.quantized()) {
        if (setting.bits().equals(bits)) {
          points
              .computeIfAbsent(model.model(), kind -> new ArrayList<>())
              .add(new Series.Point(predictor.of(model), setting.lost()));
        }
      }
    }
    List<Series> series = new ArrayList<>();
    points.forEach((kind, of) -> series.add(new Series(kind, Series.Mark.POINTS, of)));
    return new Chart(
        "Loss of quality in " + bits + " against " + predictor,
        note(predictor, bits),
        Axis.logarithmic(predictor + " in full precision"),
        Axis.linear("loss of quality (%)"),
        series);
  }

  /** The correlation of all models, or of the only one. */
  private String note(Predictor predictor, String bits) {
    Correlation last = null;
    for (Correlation row : result.correlations()) {
      if (row.predictor() == predictor && row.bits().equals(bits)) {
        last = row;
      }
    }
    if (last == null || last.rho() == null) {
      return "a point a run";
    }
    String interval =
        last.low() == null
            ? ""
            : ", 95%% from %s to %s".formatted(number(last.low(), 2), number(last.high(), 2));
    return "a point a run; rank correlation within models %s%s"
        .formatted(number(last.rho(), 2), interval);
  }
}
