package org.outeffhop.experiment.quantize;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.outeffhop.experiment.result.PredictionResult;
import org.outeffhop.experiment.result.PredictionResult.Correlation;
import org.outeffhop.experiment.result.PredictionResult.Point;
import org.outeffhop.experiment.result.PredictionResult.Predictor;
import org.outeffhop.experiment.result.QuantizationResult;
import org.outeffhop.experiment.result.QuantizationResult.Model;
import org.outeffhop.experiment.result.QuantizationResult.QuantizedQuality;
import org.outeffhop.metrics.RankCorrelation;
import org.outeffhop.metrics.RankedRuns;

/**
 * Distribution against task: whether average kurtosis and maximum infinity norm in full precision
 * order models as the loss of quality by quantization does.
 */
public final class OutlierPrediction {
  /** Runs of a kind below which there is no interval: the smallest p of three is 1/3. */
  private static final int FEWEST = 4;

  private static final int RESAMPLES = 2000;
  private static final int PERMUTATIONS = 10_000;
  private static final long SEED = 1;

  private final Map<String, List<Model>> kinds;
  private final List<String> bits;

  private OutlierPrediction(QuantizationResult result) {
    kinds =
        result.models().stream()
            .collect(Collectors.groupingBy(Model::model, LinkedHashMap::new, Collectors.toList()));
    bits = plain(result.models().get(0)).stream().map(QuantizedQuality::bits).toList();
  }

  /**
   * Correlations for every kind of model at every number of bits, for its bits together, and for
   * all kinds together.
   *
   * @param result of at least one model, all in the same settings; smoothed ones are left out
   */
  public static PredictionResult of(QuantizationResult result) {
    OutlierPrediction prediction = new OutlierPrediction(result);
    return new PredictionResult(
        result, prediction.correlations(), prediction.points(), RESAMPLES, PERMUTATIONS, SEED);
  }

  private static List<QuantizedQuality> plain(Model model) {
    return model.quantized().stream().filter(setting -> setting.smoothing() == null).toList();
  }

  private List<Point> points() {
    List<Point> points = new ArrayList<>();
    for (Predictor predictor : Predictor.values()) {
      for (List<Model> models : kinds.values()) {
        RankedRuns.Kind kind = kind(models, predictor, 0, bits.size());
        double[] x = RankCorrelation.shares(kind.x());
        for (int setting = 0; setting < bits.size(); setting++) {
          double[] y = RankCorrelation.shares(kind.losses()[setting]);
          for (int i = 0; i < x.length; i++) {
            points.add(new Point(models.get(i).run(), bits.get(setting), predictor, x[i], y[i]));
          }
        }
      }
    }
    return points;
  }

  private List<Correlation> correlations() {
    List<Correlation> correlations = new ArrayList<>();
    for (Predictor predictor : Predictor.values()) {
      kinds.forEach((kind, models) -> addOf(kind, List.of(models), predictor, correlations));
      if (kinds.size() > 1) {
        addOf(PredictionResult.ALL, kinds.values(), predictor, correlations);
      }
    }
    return correlations;
  }

  private void addOf(
      String name,
      Collection<List<Model>> groups,
      Predictor predictor,
      List<Correlation> correlations) {
    if (bits.size() > 1) {
      for (int i = 0; i < bits.size(); i++) {
        correlations.add(
            correlation(name, bits.get(i), runs(groups, predictor, i, i + 1), predictor));
      }
    }
    String together = bits.size() > 1 ? PredictionResult.ALL : bits.get(0);
    correlations.add(
        correlation(name, together, runs(groups, predictor, 0, bits.size()), predictor));
  }

  /** Kinds with a single run rank nothing and are left out. */
  private static RankedRuns runs(
      Collection<List<Model>> groups, Predictor predictor, int from, int to) {
    return new RankedRuns(
        groups.stream()
            .filter(models -> models.size() > 1)
            .map(models -> kind(models, predictor, from, to))
            .toList());
  }

  private static RankedRuns.Kind kind(List<Model> models, Predictor predictor, int from, int to) {
    double[][] losses = new double[to - from][];
    for (int i = from; i < to; i++) {
      int setting = i;
      losses[i - from] =
          models.stream().mapToDouble(model -> plain(model).get(setting).lost()).toArray();
    }
    return new RankedRuns.Kind(models.stream().mapToDouble(predictor::of).toArray(), losses);
  }

  private static Correlation correlation(
      String model, String bits, RankedRuns runs, Predictor predictor) {
    double rho = runs.rho();
    boolean enough = !Double.isNaN(rho) && runs.runs() >= FEWEST;
    double[] ends = enough ? runs.interval(RESAMPLES, SEED) : new double[] {Double.NaN, Double.NaN};
    return new Correlation(
        model,
        bits,
        predictor,
        runs.runs(),
        present(rho),
        present(ends[0]),
        present(ends[1]),
        enough ? runs.p(PERMUTATIONS, SEED) : null);
  }

  private static Double present(double value) {
    return Double.isNaN(value) ? null : value;
  }
}
