package org.outeffhop.experiment.theory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.outeffhop.experiment.result.ClaimResult;
import org.outeffhop.experiment.result.Curve;
import org.outeffhop.experiment.result.Evidence;
import org.outeffhop.experiment.result.Verdict;
import org.outeffhop.hopfield.AttentionMethod;

/**
 * The generalisation bound's rate: log(N) N^(-1/2) in samples, log(dM) in dimension and memory
 * size. The bound is from above, so a gap that falls faster agrees with it, and no measurement can
 * confirm it. What refutes it is an exponent whose whole interval lies above the bound's.
 *
 * <p>A gap says something of the memory only where the memory is read: the reader must be right,
 * and single patterns must get most of the weight. A linear model can have a gap of the right rate
 * and does not pass that.
 *
 * @param draws trainings of each size; twice as many are done
 */
record GeneralisationClaim(int draws, Readers readers) implements Claim {
  private static final int[] SAMPLES = {128, 256, 512, 1024, 2048};
  private static final int[] DIMENSIONS = {16, 24, 32, 48, 64};
  private static final int[] PATTERNS = {2, 4, 8, 16, 32, 64};
  private static final int[] DIGITS = {50, 100, 200, 400, 800};
  private static final int MIDDLE_SAMPLES = 512;
  private static final int MIDDLE = 16;

  /**
   * From how many patterns on the gap's growth decides. With fewer it begins near 0, since weights
   * that are nearly 0 or 1 have no gradient that could fit anything, and grows faster than the
   * bound until it has reached its size; the exponent over all is shown beside.
   */
  private static final int MANY = 8;

  /** The least of a pattern's largest weight, in the mean, at which patterns are retrieved. */
  private static final double RETRIEVING = 0.5;

  private static final double RECALLED = 0.8;
  private static final double RECOGNISED = 0.85;

  /** What was measured: whether the memory was in action, and how the gap goes with sizes. */
  private static final class Measured {
    private final List<Evidence> action = new ArrayList<>();
    private final List<Evidence> rates = new ArrayList<>();

    Verdict verdict() {
      if (!action.stream().allMatch(Evidence::met)) {
        return Verdict.NOT_TESTED;
      }
      return rates.stream().allMatch(Evidence::met) ? Verdict.NOT_REFUTED : Verdict.DOES_NOT_HOLD;
    }

    List<Evidence> evidence() {
      List<Evidence> all = new ArrayList<>(action);
      all.addAll(rates);
      return all;
    }
  }

  @Override
  public ClaimResult check() {
    Measured measured = new Measured();
    GapCurve bySamples =
        GapCurve.measure(
            "recall",
            SAMPLES,
            n -> n,
            2 * draws,
            n -> readers.recall().of(MIDDLE, MIDDLE).train(n));
    recall(bySamples, "N", rate(SAMPLES), measured);
    recall(
        byLogarithm("recall by dimension", DIMENSIONS, d -> readers.recall().of(d, MIDDLE)),
        "log(dM), d",
        1,
        measured);
    GapCurve byPatterns =
        byLogarithm("recall by patterns", PATTERNS, m -> readers.recall().of(MIDDLE, m));
    recall(byPatterns.from(MANY), "log(dM), M", 1, measured);
    measured.rates.add(shown(byPatterns, "log(dM), M (does not decide)"));
    List<GapCurve> digits = digits();
    digits(digits, measured);
    return new ClaimResult(
        "generalisation rate",
        "the generalisation gap is at most of the order log(dM) log(N) / sqrt(N)",
        Verdict.NOT_REFUTED,
        measured.verdict(),
        "",
        measured.evidence(),
        List.of(
            curve("generalisation", "Generalisation gap, recall of one of 16", List.of(bySamples)),
            curve("generalisation-digits", "Generalisation gap, optical digits", digits)));
  }

  private interface Sized {
    Learner of(int size);
  }

  /** Of d or M, with the other of the two in the middle. */
  private GapCurve byLogarithm(String name, int[] sizes, Sized learner) {
    return GapCurve.measure(
        name,
        sizes,
        size -> Math.log(size * (double) MIDDLE),
        2 * draws,
        size -> learner.of(size).train(MIDDLE_SAMPLES));
  }

  private List<GapCurve> digits() {
    return Arrays.stream(AttentionMethod.values())
        .map(
            method -> {
              Learner learner = readers.digits().apply(method);
              return GapCurve.measure(method.toString(), DIGITS, n -> n, 2 * draws, learner::train);
            })
        .toList();
  }

  private static void recall(GapCurve curve, String what, double rate, Measured measured) {
    measured.action.add(
        Evidence.atLeast(
            "held-out accuracy at the end, " + curve.name(), curve.accuracy(), RECALLED));
    measured.action.add(
        Evidence.atLeast(
            "mean of the largest weight at the end, " + curve.name(), curve.weight(), RETRIEVING));
    measured.rates.add(exponent(curve, what, rate));
  }

  private static void digits(List<GapCurve> curves, Measured measured) {
    measured.action.add(
        smallest("held-out accuracy at N = 800", curves, GapCurve::accuracy, RECOGNISED));
    measured.action.add(
        smallest("mean of the largest weight at N = 800", curves, GapCurve::weight, RETRIEVING));
    for (GapCurve curve : curves) {
      measured.rates.add(exponent(curve, "N, digits", rate(DIGITS)));
    }
  }

  private static Evidence smallest(
      String what, List<GapCurve> curves, ToDoubleFunction<GapCurve> of, double least) {
    GapCurve curve = curves.stream().min(Comparator.comparingDouble(of)).orElseThrow();
    return Evidence.atLeast(
        "smallest " + what + ", digits (" + curve.name() + ")", of.applyAsDouble(curve), least);
  }

  private static Evidence exponent(GapCurve curve, String what, double rate) {
    return Evidence.notAbove(sentence(curve, what), curve.exponent(), curve.interval(), rate);
  }

  private static Evidence shown(GapCurve curve, String what) {
    return new Evidence(sentence(curve, what), curve.exponent(), curve.interval(), "", true);
  }

  private static String sentence(GapCurve curve, String what) {
    return String.format(
        Locale.ROOT,
        "exponent of %s, %s: gap %.4f at %d, %.4f at %d",
        what,
        curve.name(),
        curve.firstGap(),
        curve.sizes()[0],
        curve.lastGap(),
        curve.sizes()[curve.sizes().length - 1]);
  }

  /** The exponent of log(N) / sqrt(N), fitted at the same N, to two places. */
  private static double rate(int[] samples) {
    double[] n = IntStream.of(samples).asDoubleStream().toArray();
    double[] bound = Arrays.stream(n).map(x -> Math.log(x) / Math.sqrt(x)).toArray();
    return Math.round(100 * GapCurve.power(n, bound)) / 100.0;
  }

  /** Gaps against N, and the claimed rate through the first of them. */
  private static Curve curve(String name, String title, List<GapCurve> curves) {
    List<Curve.Line> lines = new ArrayList<>(curves.stream().map(GapCurve::line).toList());
    GapCurve first = curves.get(0);
    double n = first.sizes()[0];
    double scale = first.firstGap() * Math.sqrt(n) / Math.log(n);
    List<Double> x = lines.get(0).x();
    lines.add(
        new Curve.Line(
            "log(N) / sqrt(N)",
            true,
            x,
            x.stream().map(size -> scale * Math.log(size) / Math.sqrt(size)).toList()));
    return new Curve(name, title, "samples N", "gap", true, true, lines);
  }
}
