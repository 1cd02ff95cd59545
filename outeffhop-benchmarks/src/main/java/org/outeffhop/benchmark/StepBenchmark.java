package org.outeffhop.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Device;
import org.outeffhop.data.Progress;
import org.outeffhop.experiment.run.ModelKind;
import org.outeffhop.experiment.run.Recipe;
import org.outeffhop.experiment.text.TextRecipe;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.tensor.BlasThreads;
import org.outeffhop.tensor.Engine;

/** A whole training step against the sum of its matrix products alone, in turns. */
public final class StepBenchmark {
  private static final int WARM_UP = 1;

  private final Map<ModelKind, Recipe> recipes;
  private final List<AttentionMethod> methods;
  private final String device;
  private final int rounds;
  private final Progress progress;

  /**
   * A benchmark that is still to be run.
   *
   * @param rounds how often each contender takes its turn
   */
  public StepBenchmark(
      Map<ModelKind, Recipe> recipes,
      List<AttentionMethod> methods,
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
      recipes.forEach(
          (kind, recipe) -> {
            if (recipe instanceof TextRecipe text) {
              rows.addAll(rows(kind, text, place));
            }
          });
    }
    return rows;
  }

  private List<StepRow> rows(ModelKind kind, TextRecipe recipe, Device place) {
    MatrixProducts products = MatrixProducts.of(kind, recipe);
    List<TrainingSteps> steps = new ArrayList<>();
    try (LinearProducts linear = new LinearProducts(products, place);
        AttentionProducts one = new AttentionProducts(products, BlasThreads.Policy.ONE, place);
        AttentionProducts all = new AttentionProducts(products, BlasThreads.Policy.ALL, place)) {
      methods.forEach(method -> steps.add(new TrainingSteps(kind, recipe, method, place)));
      List<Contender> contenders = new ArrayList<>(List.of(linear, one, all));
      contenders.addAll(steps);
      Map<String, Timing> timings =
          new Alternation(WARM_UP, rounds, progress).time("step of " + kind, contenders);
      Timing attention = faster(timings.get(one.name()), timings.get(all.name()));
      return methods.stream()
          .map(
              method ->
                  new StepRow(
                      kind.toString(),
                      method.toString(),
                      recipe.summary(),
                      (long) recipe.batchSize() * recipe.length(),
                      timings.get(method.toString()),
                      timings.get(linear.name()),
                      attention,
                      products.operations()))
          .toList();
    } finally {
      steps.forEach(TrainingSteps::close);
    }
  }

  private static Timing faster(Timing a, Timing b) {
    return a.median() <= b.median() ? a : b;
  }
}
