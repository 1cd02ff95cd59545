package org.outeffhop.experiment.theory;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.outeffhop.experiment.result.ClaimResult;
import org.outeffhop.experiment.result.Curve;
import org.outeffhop.experiment.result.Evidence;

/**
 * The generalisation bound's rate: N^(-1/2) in samples, log(dM) in dimension and memory size. The
 * bound is from above, so a gap that grows slower in d and M than log(dM) agrees with it.
 *
 * @param draws trainings averaged for each size
 */
record GeneralisationClaim(int draws) implements Claim {
  private static final int[] SAMPLES = {128, 256, 512, 1024, 2048};
  private static final int[] DIMENSIONS = {4, 8, 16, 32, 64};
  private static final int[] PATTERNS = {2, 4, 16, 32, 64};
  private static final int MIDDLE_SAMPLES = 512;
  private static final int MIDDLE = 16;

  @Override
  public ClaimResult check() {
    double[] bySamples = gaps(SAMPLES, n -> new GeneralisationGap(n, MIDDLE, MIDDLE));
    double[] byDimension = gaps(DIMENSIONS, d -> new GeneralisationGap(MIDDLE_SAMPLES, d, MIDDLE));
    double[] byPatterns = gaps(PATTERNS, m -> new GeneralisationGap(MIDDLE_SAMPLES, MIDDLE, m));
    double inN = fit(doubles(SAMPLES), bySamples);
    double inD = fit(logarithms(DIMENSIONS), byDimension);
    double inM = fit(logarithms(PATTERNS), byPatterns);
    List<Evidence> evidence =
        List.of(
            Evidence.of("gap at N = 128, d = M = 16", bySamples[0]),
            Evidence.of("gap at N = 2048, d = M = 16", bySamples[bySamples.length - 1]),
            Evidence.atMost("fitted exponent of N", inN, -0.35),
            Evidence.of("gap at d = 4, N = 512, M = 16", byDimension[0]),
            Evidence.of("gap at d = 64", byDimension[byDimension.length - 1]),
            Evidence.atMost("fitted exponent of log(dM), d from 4 to 64", inD, 1),
            Evidence.of("gap at M = 2, N = 512, d = 16", byPatterns[0]),
            Evidence.of("gap at M = 64", byPatterns[byPatterns.length - 1]),
            Evidence.atMost("fitted exponent of log(dM), M from 2 to 64", inM, 1));
    return Findings.holdsIfMet(
        "generalisation rate",
        "the generalisation gap is at most of the order log(dM) / sqrt(N)",
        evidence,
        curve(bySamples));
  }

  /** The gap against N, and the claimed rate through the first of them. */
  private static Curve curve(double[] bySamples) {
    List<Double> samples = IntStream.of(SAMPLES).mapToObj(n -> (double) n).toList();
    double scale = bySamples[0] * Math.sqrt(SAMPLES[0]);
    return new Curve(
        "generalisation",
        "Generalisation gap against samples, d = M = " + MIDDLE,
        "samples N",
        "gap",
        true,
        true,
        List.of(
            new Curve.Line("measured", false, samples, DoubleStream.of(bySamples).boxed().toList()),
            new Curve.Line(
                "N^(-1/2)",
                true,
                samples,
                samples.stream().map(n -> scale / Math.sqrt(n)).toList())));
  }

  private interface Sizes {
    GeneralisationGap of(int size);
  }

  private double[] gaps(int[] sizes, Sizes kind) {
    return IntStream.of(sizes)
        .mapToDouble(
            size ->
                IntStream.range(0, draws)
                    .mapToDouble(draw -> kind.of(size).measure())
                    .average()
                    .orElseThrow())
        .toArray();
  }

  private static double[] doubles(int[] sizes) {
    return IntStream.of(sizes).asDoubleStream().toArray();
  }

  /** log(dM) with the other of the two in the middle. */
  private static double[] logarithms(int[] sizes) {
    return IntStream.of(sizes).mapToDouble(size -> Math.log(size * (double) MIDDLE)).toArray();
  }

  /** The exponent e of y ~ x^e. */
  private static double fit(double[] x, double[] y) {
    double[] logX = IntStream.range(0, x.length).mapToDouble(i -> Math.log(x[i])).toArray();
    double[] logY = IntStream.range(0, y.length).mapToDouble(i -> Math.log(y[i])).toArray();
    return LinearFit.of(logX, logY).slope();
  }
}
