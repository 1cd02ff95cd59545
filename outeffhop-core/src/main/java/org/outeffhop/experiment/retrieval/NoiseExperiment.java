package org.outeffhop.experiment.retrieval;

import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.experiment.result.NoiseResult;
import org.outeffhop.experiment.result.NoiseResult.Row;
import org.outeffhop.progress.Progress;
import org.outeffhop.tensor.TensorScope;

/** The error of retrieval against the noise in the query and against beta. */
public final class NoiseExperiment {
  private final NoiseSettings settings;
  private final Progress progress;
  private long done;

  /** An experiment that is still to be run. */
  public NoiseExperiment(NoiseSettings settings, Progress progress) {
    this.settings = settings;
    this.progress = progress;
  }

  /** Measures everything. */
  public NoiseResult run() {
    long start = System.nanoTime();
    List<Row> byNoise = new ArrayList<>();
    List<Row> byBeta = new ArrayList<>();
    double usual = settings.protocol().beta().in(settings.source().dimension());
    for (RetrievalModel model : settings.models()) {
      for (double noise : settings.noises()) {
        byNoise.add(row(model, noise, usual));
      }
      for (double beta : settings.betas()) {
        byBeta.add(row(model, settings.noise(), beta));
      }
    }
    return new NoiseResult(byNoise, byBeta, settings.asMap(), (System.nanoTime() - start) / 1e9);
  }

  private Row row(RetrievalModel model, double noise, double beta) {
    List<RetrievalTask.Outcome> outcomes = new ArrayList<>();
    long total =
        (long) settings.models().size() * (settings.noises().size() + settings.betas().size());
    progress.update(model.toString(), done++, total);
    for (int seed = 0; seed < settings.seeds(); seed++) {
      outcomes.add(outcome(model, noise, beta, seed));
    }
    DoubleSummaryStatistics error =
        outcomes.stream().mapToDouble(RetrievalTask.Outcome::error).summaryStatistics();
    return new Row(
        model.toString(),
        noise,
        beta,
        error.getAverage(),
        error.getMin(),
        error.getMax(),
        outcomes.stream().mapToDouble(RetrievalTask.Outcome::success).average().orElseThrow(),
        outcomes.stream().mapToDouble(RetrievalTask.Outcome::noOpMass).average().orElseThrow());
  }

  private RetrievalTask.Outcome outcome(
      RetrievalModel model, double noise, double beta, long seed) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor patterns = settings.source().draw(settings.stored(), seed);
      Tensor asked = patterns.narrow(0, 0, Math.min(settings.stored(), settings.queries()));
      RetrievalTask task = new RetrievalTask(patterns, Corruption.noise(noise).onSphere(asked));
      return task.ask(model, settings.protocol().withBeta(beta));
    }
  }
}
