package org.outeffhop.experiment.theory;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.experiment.result.NoOpResult;
import org.outeffhop.hopfield.EnergySoftmax;
import org.outeffhop.hopfield.NoOpClassifier;
import org.outeffhop.hopfield.OutlierEfficientHopfield;
import org.outeffhop.hopfield.PatternStore;
import org.outeffhop.hopfield.RelevantPatterns;
import org.outeffhop.hopfield.Softmax;
import org.outeffhop.hopfield.Softmax1;
import org.outeffhop.progress.Progress;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * Plants outliers in a memory and asks what each way to classify them catches, throws away, costs
 * and brings: the retrieval error of one step.
 */
public final class NoOpAblation {
  private final NoOpSettings settings;
  private final Progress progress;
  private final List<NoOpResult.Row> rows = new ArrayList<>();

  /** An ablation that is still to be run. */
  public NoOpAblation(NoOpSettings settings, Progress progress) {
    this.settings = settings;
    this.progress = progress;
  }

  /** Runs it. */
  public NoOpResult run() {
    long start = System.nanoTime();
    for (OutlierKind kind : settings.kinds()) {
      Engine.seed(settings.seed());
      try (TensorScope scope = TensorScope.open();
          OutlierData data =
              OutlierData.plant(
                  kind, settings.patterns(), settings.dimension(), settings.share())) {
        new OnData(kind.toString(), data).run();
      }
    }
    return new NoOpResult(rows, settings.asMap(), (System.nanoTime() - start) / 1e9);
  }

  /** The ablation on one data set. */
  private final class OnData {
    private final String kind;
    private final OutlierData data;
    private final double plainRetrieval;

    OnData(String kind, OutlierData data) {
      this.kind = kind;
      this.data = data;
      OutlierEfficientHopfield plain = network(data.patterns(), new Softmax1());
      plainRetrieval = 1e3 * Stopwatch.best(() -> plain.retrieve(data.queries()));
    }

    void run() {
      reference("dense", network(data.patterns(), new Softmax()), 0);
      reference(
          "known outliers",
          network(new RelevantPatterns(data.patterns(), data.outliers()), new Softmax1()),
          1);
      settings.misclassified().forEach(this::misclassified);
      for (NoOpStrategy strategy : NoOpStrategy.values()) {
        progress.update(
            "classifying " + kind + " outliers", strategy.ordinal(), NoOpStrategy.values().length);
        for (double threshold : strategy.thresholds()) {
          try (TensorScope scope = TensorScope.open()) {
            once(strategy, threshold);
            if (strategy.dependsOnQuery()) {
              perQuery(strategy, threshold);
            }
          }
        }
      }
    }

    /** The known marks, wrong for the same share of the outliers and of the others. */
    private void misclassified(double rate) {
      boolean[] marks = data.outliers();
      Random random = new Random(settings.seed());
      long missed = flip(marks, data.good(), marks.length, rate, random);
      long lost = flip(marks, 0, data.good(), rate, random);
      OutlierEfficientHopfield network =
          network(new RelevantPatterns(data.patterns(), marks), new Softmax1());
      double outliers = marks.length - data.good();
      add(
          String.format(Locale.ROOT, "%s%% misclassified", 100 * rate),
          "-",
          Double.NaN,
          new Marks(1 - missed / outliers, (double) lost / data.good()),
          data.error(network.retrieve(data.queries())),
          0,
          1e3 * Stopwatch.best(() -> network.retrieve(data.queries())));
    }

    private long flip(boolean[] marks, int from, int to, double rate, Random random) {
      List<Integer> places = new ArrayList<>(IntStream.range(from, to).boxed().toList());
      Collections.shuffle(places, random);
      long count = Math.round(rate * places.size());
      places.stream().limit(count).forEach(place -> marks[place] = !marks[place]);
      return count;
    }

    private void reference(String name, OutlierEfficientHopfield network, double caught) {
      double retrieval = 1e3 * Stopwatch.best(() -> network.retrieve(data.queries()));
      double error = data.error(network.retrieve(data.queries()));
      add(name, "-", Double.NaN, new Marks(caught, 0), error, 0, retrieval);
    }

    private void once(NoOpStrategy strategy, double threshold) {
      NoOpClassifier classifier = strategy.at(threshold);
      boolean[] noOps = classifier.noOpsOfAll(data.patterns(), data.sample());
      int[] kept = IntStream.range(0, noOps.length).filter(i -> !noOps[i]).toArray();
      long caught = IntStream.range(data.good(), noOps.length).filter(i -> noOps[i]).count();
      long lost = IntStream.range(0, data.good()).filter(i -> noOps[i]).count();
      Marks marks =
          new Marks((double) caught / (noOps.length - data.good()), (double) lost / data.good());
      double classification =
          1e3 * Stopwatch.best(() -> classifier.noOpsOfAll(data.patterns(), data.sample()));
      // With nothing left to retrieve the state is the zero vector: an error of 1.
      double error = 1;
      double retrieval = plainRetrieval;
      if (kept.length > 0) {
        OutlierEfficientHopfield network =
            network(new RelevantPatterns(data.patterns(), noOps), new Softmax1());
        error = data.error(network.retrieve(data.queries()));
        retrieval = 1e3 * Stopwatch.best(() -> network.retrieve(data.queries()));
      }
      String moment = strategy == NoOpStrategy.NONE ? "-" : "once";
      add(strategy.toString(), moment, threshold, marks, error, classification, retrieval);
    }

    private void perQuery(NoOpStrategy strategy, double threshold) {
      NoOpClassifier classifier = strategy.at(threshold);
      OutlierEfficientHopfield network = network(data.patterns(), new Softmax1());
      Tensor queries = data.queries();
      Marks marks = marks(classifier.noOps(data.patterns(), queries));
      double error = data.error(network.evaluate(queries, classifier).retrieved());
      double classification =
          1e3 * Stopwatch.best(() -> classifier.noOps(data.patterns(), queries));
      double both = 1e3 * Stopwatch.best(() -> network.evaluate(queries, classifier));
      add(
          strategy.toString(),
          "per query",
          threshold,
          marks,
          error,
          classification,
          Math.max(0, both - classification));
    }

    private Marks marks(Tensor noOps) {
      Tensor numbers = noOps.to(ScalarType.Double);
      long bad = data.patterns().count() - data.good();
      return new Marks(
          Tensors.item(numbers.narrow(1, data.good(), bad).mean()),
          Tensors.item(numbers.diagonal().mean()));
    }

    private void add(
        String strategy,
        String moment,
        double threshold,
        Marks marks,
        double error,
        double classification,
        double retrieval) {
      rows.add(
          new NoOpResult.Row(
              kind,
              strategy,
              moment,
              strategy.equals(NoOpStrategy.NONE.toString()) ? Double.NaN : threshold,
              marks.caught(),
              marks.lost(),
              error,
              classification,
              retrieval));
    }
  }

  /** The shares of outliers and of wanted patterns that are called no-ops. */
  private record Marks(double caught, double lost) {}

  private static OutlierEfficientHopfield network(PatternStore patterns, EnergySoftmax softmax) {
    return new OutlierEfficientHopfield(patterns, softmax, OutlierData.BETA);
  }
}
