package org.outeffhop.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Device;
import org.outeffhop.experiment.execution.Alternation;
import org.outeffhop.experiment.execution.Contender;
import org.outeffhop.experiment.result.Timing;
import org.outeffhop.experiment.run.Recipe;
import org.outeffhop.hopfield.AttentionVariant;
import org.outeffhop.model.ModelType;
import org.outeffhop.progress.Progress;
import org.outeffhop.tensor.BlasThreads;
import org.outeffhop.tensor.Engine;

/** A whole training step against the sum of its matrix products alone, in turns. */
public final class StepBenchmark {
  private static final int WARM_UP = 1;

  private final Map<ModelType, Recipe> recipes;
  private final List<AttentionVariant> methods;
  private final String device;
  private final int rounds;
  private final Progress progress;

  /**
   * A benchmark that is still to be run.
   *
   * @param rounds how often each contender takes its turn
   */
  public StepBenchmark(
      Map<ModelType, Recipe> recipes,
      List<AttentionVariant> methods,
      String device,
      int rounds,
      Progress progress) {
    this.recipes = recipes;
    this.methods = List.copyOf(methods);
    this.device = device;
    this.rounds = rounds;
    this.progress = progress;
  }

  /** Runs it: a row for every model and method. */
  public List<StepRow> run() {
    List<StepRow> rows = new ArrayList<>();
    try (Device place = Engine.device(device)) {
      recipes.forEach((kind, recipe) -> rows.addAll(rows(kind, recipe, place)));
    }
    return rows;
  }

  private List<StepRow> rows(ModelType kind, Recipe recipe, Device place) {
    List<BenchmarkModel> models = new ArrayList<>();
    try {
      methods.forEach(method -> models.add(BenchmarkModel.of(recipe, method, place)));
      return rows(kind, recipe, models, place);
    } finally {
      models.forEach(BenchmarkModel::close);
    }
  }

  private List<StepRow> rows(
      ModelType kind, Recipe recipe, List<BenchmarkModel> models, Device place) {
    MatrixProducts products = models.get(0).products();
    try (LinearProducts linear = new LinearProducts(products, place);
        AttentionProducts one = new AttentionProducts(products, BlasThreads.Policy.ONE, place);
        AttentionProducts usual =
            new AttentionProducts(products, BlasThreads.Policy.SWITCHED, place)) {
      List<Contender> contenders = new ArrayList<>(List.of(linear, one, usual));
      for (int i = 0; i < models.size(); i++) {
        contenders.add(new TrainingSteps(methods.get(i).toString(), models.get(i), place));
      }
      Map<String, Timing> timings =
          new Alternation(WARM_UP, rounds, progress).time("step of " + kind, contenders);
      Timing attention = faster(timings.get(one.name()), timings.get(usual.name()));
      return methods.stream()
          .map(
              method ->
                  new StepRow(
                      kind.toString(),
                      method.toString(),
                      recipe.summary(),
                      models.get(0).unit(),
                      models.get(0).units(),
                      timings.get(method.toString()),
                      timings.get(linear.name()),
                      attention,
                      products.operations()))
          .toList();
    }
  }

  private static Timing faster(Timing a, Timing b) {
    return a.median() <= b.median() ? a : b;
  }
}
