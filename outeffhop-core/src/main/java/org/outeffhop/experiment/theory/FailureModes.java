package org.outeffhop.experiment.theory;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.experiment.result.Evidence;
import org.outeffhop.experiment.result.FailureResult;
import org.outeffhop.hopfield.NoOpClassifier;
import org.outeffhop.hopfield.OutlierEfficientHopfield;
import org.outeffhop.hopfield.RelevantPatterns;
import org.outeffhop.hopfield.Similarity;
import org.outeffhop.hopfield.Softmax1;
import org.outeffhop.hopfield.Trajectory;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;

/**
 * The known ways in which an outlier-efficient memory fails, each with the limits it is seen by.
 */
final class FailureModes {
  /** The share of outliers that may be missed. */
  private static final double MISSED = 0.05;

  /** How many times the error with known outliers the error may be. */
  private static final double ERROR = 1.1;

  /** The least capacity relative to the dense model's, in the same patterns. */
  private static final double CAPACITY = 0.9;

  private static final double STORED = 0.95;

  private FailureModes() {}

  /** Seen when a classifier misses outliers, or retrieval is worse than with known ones. */
  static FailureResult outliersNotRecognised(NoOpClassifier classifier, OutlierData data) {
    boolean[] noOps = classifier.noOpsOfAll(data.patterns(), data.sample());
    long all = noOps.length - data.good();
    long missed = IntStream.range(data.good(), noOps.length).filter(i -> !noOps[i]).count();
    double known = data.error(new RelevantPatterns(data.patterns(), data.outliers()));
    double error = data.error(new RelevantPatterns(data.patterns(), noOps));
    return FailureResult.of(
        "outliers not recognised",
        String.format(
            Locale.ROOT, "%s, %d outliers among %d patterns", classifier, all, noOps.length),
        List.of(
            Evidence.atMost(
                "share of outliers that are not called no-ops", share(missed, all), MISSED),
            Evidence.atMost(
                "retrieval error relative to that with known outliers", error / known, ERROR)),
        "another classifier or threshold: see memory no-op");
  }

  private static double share(long some, long all) {
    return (double) some / all;
  }

  /** Seen when classifying takes longer than one retrieval. */
  static FailureResult classificationDearer(
      NoOpClassifier classifier, OutlierEfficientHopfield network, Tensor sample, Tensor queries) {
    double classification = Stopwatch.best(() -> classifier.noOpsOfAll(network.patterns(), sample));
    double retrieval = Stopwatch.best(() -> network.retrieve(queries));
    return FailureResult.of(
        "classification more expensive than retrieval",
        String.format(
            Locale.ROOT,
            "%s with a sample of %d queries, one retrieval of %d queries",
            classifier,
            sample.size(0),
            queries.size(0)),
        List.of(
            Evidence.atMost(
                "time of classification relative to retrieval", classification / retrieval, 1)),
        "classify once, when patterns are stored, or by the norm, which no query is needed for");
  }

  /** Seen when a query is not at rest after its steps. */
  static FailureResult convergenceLost(
      OutlierEfficientHopfield network, Tensor queries, int steps, double tolerance) {
    List<Trajectory.Course> courses = network.iterate(queries, steps, tolerance).courses();
    long moving = courses.stream().filter(course -> !course.converged()).count();
    double residual = courses.stream().mapToDouble(Trajectory.Course::residual).max().orElseThrow();
    return FailureResult.of(
        "convergence lost",
        String.format(Locale.ROOT, "%d queries, %d steps at most", courses.size(), steps),
        List.of(
            Evidence.exactly("queries that still move", moving, 0),
            Evidence.atMost(
                "largest ||x - T(x)|| / m", residual / network.largestNorm(), tolerance)),
        "more steps, or a looser tolerance in float32");
  }

  /** Seen when clearly fewer random patterns are stored with Softmax1 than with softmax. */
  static FailureResult capacityBelowDense(int dimension, double radius, int draws, long seed) {
    long ours = capacity(HopfieldFactory.PAPER, dimension, radius, draws, seed);
    long dense = capacity(HopfieldFactory.DENSE, dimension, radius, draws, seed);
    return FailureResult.of(
        "capacity below the dense model's",
        String.format(
            Locale.ROOT,
            "d = %d, beta m^2 = %.1f, the same patterns for both; %d and %d of them are stored",
            dimension,
            radius * radius,
            ours,
            dense),
        List.of(
            Evidence.atLeast("stored patterns relative to dense", share(ours, dense), CAPACITY)),
        "a larger beta: the no-op class weighs 1 against exp(beta m^2)");
  }

  private static long capacity(
      HopfieldFactory memory, int dimension, double radius, int draws, long seed) {
    Engine.seed(seed);
    return new SphereCapacity(memory, dimension, radius, 1).capacity(STORED, draws, 4096);
  }

  /** All of them, looked for in a memory of 1,000 patterns of which a tenth have a large norm. */
  static List<FailureResult> lookForAll(long seed) {
    Engine.seed(seed);
    try (TensorScope scope = TensorScope.open();
        OutlierData data = OutlierData.plant(OutlierKind.LARGE_NORM, 1000, 64, 0.1)) {
      NoOpClassifier byNorm = new NoOpClassifier.NormZScore(2);
      NoOpClassifier byCosine = new NoOpClassifier.SimilarityThreshold(Similarity.COSINE, 0.6);
      RelevantPatterns relevant =
          new RelevantPatterns(data.patterns(), byNorm.noOpsOfAll(data.patterns(), data.sample()));
      OutlierEfficientHopfield network =
          new OutlierEfficientHopfield(relevant, new Softmax1(), OutlierData.BETA);
      return List.of(
          outliersNotRecognised(byNorm, data),
          outliersNotRecognised(byCosine, data),
          classificationDearer(byNorm, network, data.sample(), data.queries()),
          convergenceLost(network, data.queries(), 100, 1e-6),
          capacityBelowDense(20, Math.sqrt(10), 3, seed));
    }
  }
}
