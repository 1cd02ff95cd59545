package org.outeffhop.experiment.retrieval;

import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.outeffhop.experiment.result.CapacityResult;
import org.outeffhop.experiment.result.CapacityResult.Capacity;
import org.outeffhop.experiment.result.CapacityResult.Row;
import org.outeffhop.progress.Progress;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/** Retrieval against the number of stored patterns, and the numbers up to which it succeeds. */
public final class CapacityExperiment {
  /** The most patterns whose distances are compared, for R. */
  private static final long COMPARED = 1000;

  private final CapacitySettings settings;
  private final Progress progress;
  private final long total;
  private long done;

  /** An experiment that is still to be run. */
  public CapacityExperiment(CapacitySettings settings, Progress progress) {
    this.settings = settings;
    this.progress = progress;
    total = settings.questions().stream().mapToLong(q -> scores(q.source())).sum();
  }

  /** Scores to be computed, for the time left: what a count costs is proportional to them. */
  private long scores(PatternSource source) {
    return settings.counts(source).stream().mapToLong(this::cost).sum()
        * settings.models().size()
        * settings.seeds();
  }

  private long cost(long count) {
    return count + 1000;
  }

  /** Measures everything. */
  public CapacityResult run() {
    long start = System.nanoTime();
    List<Row> rows = new ArrayList<>();
    List<Capacity> capacities = new ArrayList<>();
    for (CapacityQuestion question : settings.questions()) {
      List<Row> measured = measure(question);
      rows.addAll(measured);
      double radius = radius(question.source());
      for (RetrievalModel model : settings.models()) {
        capacities.add(capacity(question.source(), model, measured, radius));
      }
    }
    return new CapacityResult(
        rows, capacities, settings.asMap(), (System.nanoTime() - start) / 1e9);
  }

  private List<Row> measure(CapacityQuestion question) {
    PatternSource source = question.source();
    List<Row> rows = new ArrayList<>();
    List<Long> counts = settings.counts(source);
    for (RetrievalModel model : settings.models()) {
      for (long count : counts) {
        List<RetrievalTask.Outcome> outcomes = new ArrayList<>();
        for (int seed = 0; seed < settings.seeds(); seed++) {
          progress.update("%s, %s".formatted(source.name(), model), done, total);
          outcomes.add(outcome(question, model, count, seed));
          done += cost(count);
        }
        rows.add(row(question, model, count, outcomes));
      }
    }
    return rows;
  }

  /** Patterns and queries are the same for every model. */
  private RetrievalTask.Outcome outcome(
      CapacityQuestion question, RetrievalModel model, long count, long seed) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor patterns = question.source().draw(count, seed);
      Tensor asked = patterns.narrow(0, 0, Math.min(count, settings.queries()));
      RetrievalTask task = new RetrievalTask(patterns, question.corruption().onSphere(asked));
      return task.ask(model, settings.protocol());
    }
  }

  private static Row row(
      CapacityQuestion question,
      RetrievalModel model,
      long count,
      List<RetrievalTask.Outcome> outcomes) {
    DoubleSummaryStatistics success =
        outcomes.stream().mapToDouble(RetrievalTask.Outcome::success).summaryStatistics();
    return new Row(
        question.source().name(),
        question.source().dimension(),
        question.corruption().toString(),
        model.toString(),
        count,
        success.getAverage(),
        success.getMin(),
        success.getMax(),
        mean(outcomes, RetrievalTask.Outcome::error),
        mean(outcomes, RetrievalTask.Outcome::noOpMass),
        mean(outcomes, RetrievalTask.Outcome::converged));
  }

  private static double mean(
      List<RetrievalTask.Outcome> outcomes, ToDoubleFunction<RetrievalTask.Outcome> measure) {
    return outcomes.stream().mapToDouble(measure).average().orElseThrow();
  }

  private Capacity capacity(
      PatternSource source, RetrievalModel model, List<Row> rows, double radius) {
    long stored = 0;
    boolean more = true;
    for (Row row : rows) {
      if (row.model().equals(model.toString()) && more) {
        more = row.success() >= 1 - settings.failure();
        stored = more ? row.stored() : stored;
      }
    }
    return new Capacity(
        source.name(),
        source.dimension(),
        model.toString(),
        stored,
        more,
        radius,
        model == RetrievalModel.CLASSICAL ? Double.NaN : bound(source, radius));
  }

  /** Theory speaks of random patterns on a sphere. */
  private double bound(PatternSource source, double radius) {
    if (!(source instanceof PatternSource.Sphere)) {
      return Double.NaN;
    }
    int dimension = source.dimension();
    double norm = Preparation.norm(dimension);
    double beta = settings.protocol().beta().in(dimension);
    return new CapacityBound(dimension, norm, beta, radius, settings.failure()).patterns();
  }

  /** R: half the smallest distance between patterns. */
  private double radius(PatternSource source) {
    List<Long> counts = settings.counts(source);
    long most = Math.min(counts.get(counts.size() - 1), COMPARED);
    try (TensorScope scope = TensorScope.open()) {
      Tensor patterns = source.draw(most, 0).to(torch.ScalarType.Double);
      Tensor products = patterns.matmul(patterns.t());
      products.fill_diagonal_(new Scalar(Double.NEGATIVE_INFINITY));
      double norm = Preparation.norm(source.dimension());
      double nearest = 2 * norm * norm - 2 * Tensors.item(products.max());
      return Math.sqrt(Math.max(nearest, 1e-12)) / 2;
    }
  }
}
