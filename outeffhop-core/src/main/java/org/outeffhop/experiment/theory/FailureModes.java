package org.outeffhop.experiment.theory;

import java.util.List;
import java.util.Locale;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.experiment.result.FailureResult;
import org.outeffhop.hopfield.NoOpClassifier;
import org.outeffhop.hopfield.OutlierEfficientHopfield;
import org.outeffhop.hopfield.RelevantPatterns;
import org.outeffhop.hopfield.Softmax;
import org.outeffhop.hopfield.Softmax1;
import org.outeffhop.hopfield.Trajectory;
import org.outeffhop.tensor.TensorScope;

/** The known ways in which an outlier-efficient memory fails, each with how it is seen. */
final class FailureModes {
  private static final double LEAST_CAUGHT = 0.5;

  private FailureModes() {}

  /** Seen when a classifier calls less than half of the outliers no-ops. */
  static FailureResult outliersNotRecognised(NoOpClassifier classifier, OutlierData data) {
    boolean[] noOps = classifier.noOpsOfAll(data.patterns(), data.sample());
    int caught = 0;
    for (int i = data.good(); i < noOps.length; i++) {
      caught += noOps[i] ? 1 : 0;
    }
    int all = noOps.length - data.good();
    return new FailureResult(
        "outliers not recognised",
        caught < LEAST_CAUGHT * all,
        String.format(Locale.ROOT, "%s calls %d of %d outliers no-ops", classifier, caught, all),
        "another classifier or threshold: see memory no-op");
  }

  /** Seen when classifying takes longer than one retrieval. */
  static FailureResult classificationDearer(
      NoOpClassifier classifier, OutlierEfficientHopfield network, Tensor sample, Tensor queries) {
    double classification = Stopwatch.best(() -> classifier.noOpsOfAll(network.patterns(), sample));
    double retrieval = Stopwatch.best(() -> network.retrieve(queries));
    return new FailureResult(
        "classification more expensive than retrieval",
        classification > retrieval,
        String.format(
            Locale.ROOT,
            "%s takes %.2f ms for %d queries of a sample, one retrieval of %d queries %.2f ms",
            classifier,
            1e3 * classification,
            sample.size(0),
            queries.size(0),
            1e3 * retrieval),
        "classify once, when patterns are stored, or by the norm, which no query is needed for");
  }

  /** Seen when a query is not at rest after its steps. */
  static FailureResult convergenceLost(List<Trajectory.Course> courses) {
    long moving = courses.stream().filter(course -> !course.converged()).count();
    double residual = courses.stream().mapToDouble(Trajectory.Course::residual).max().orElse(0);
    return new FailureResult(
        "convergence lost",
        moving > 0,
        String.format(
            Locale.ROOT,
            "%d of %d queries still move; largest ||x - T(x)|| %.2g",
            moving,
            courses.size(),
            residual),
        "more steps, or a looser tolerance in float32");
  }

  /** Seen when fewer random patterns are stored with Softmax1 than with softmax. */
  static FailureResult capacityBelowDense(int dimension, double radius, int draws) {
    long most = 4096;
    long ours =
        new SphereCapacity(new Softmax1(), dimension, radius, 1).capacity(0.95, draws, most);
    long dense =
        new SphereCapacity(new Softmax(), dimension, radius, 1).capacity(0.95, draws, most);
    return new FailureResult(
        "capacity below the dense model's",
        ours < dense,
        String.format(
            Locale.ROOT,
            "%d patterns stored, dense %d, at d = %d and beta m^2 = %.1f",
            ours,
            dense,
            dimension,
            radius * radius),
        "a larger beta: the no-op class weighs 1 against exp(beta m^2)");
  }

  /** All of them, looked for in a memory of 1,000 patterns of which a tenth have a large norm. */
  static List<FailureResult> lookForAll() {
    try (TensorScope scope = TensorScope.open();
        OutlierData data = OutlierData.plant(OutlierKind.LARGE_NORM, 1000, 64, 0.1)) {
      NoOpClassifier byNorm = new NoOpClassifier.NormZScore(2);
      RelevantPatterns relevant =
          new RelevantPatterns(data.patterns(), byNorm.noOpsOfAll(data.patterns(), data.sample()));
      OutlierEfficientHopfield network =
          new OutlierEfficientHopfield(relevant, new Softmax1(), OutlierData.BETA);
      return List.of(
          outliersNotRecognised(byNorm, data),
          classificationDearer(byNorm, network, data.sample(), data.queries()),
          convergenceLost(network.iterate(data.queries(), 100, 1e-6).courses()),
          capacityBelowDense(20, Math.sqrt(10), 3));
    }
  }
}
