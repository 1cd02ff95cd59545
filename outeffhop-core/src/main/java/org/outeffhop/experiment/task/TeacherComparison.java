package org.outeffhop.experiment.task;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.metrics.OutputDivergence;
import org.outeffhop.metrics.Prediction;
import org.outeffhop.metrics.Quality;
import org.outeffhop.model.Model;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.progress.Interruptions;
import org.outeffhop.tensor.TensorScope;

/**
 * The quality of a model in some computations, and how far the outputs of each are from a
 * teacher's. The teacher computes every batch once; a model that is its own teacher does so in the
 * first computation, if that changes nothing.
 */
final class TeacherComparison<M extends Model, B> {
  private final Task<M, B> task;
  private final M model;
  private final M teacher;
  private final boolean watched;
  private final List<Computation<B>> computations;

  private record Computation<B>(
      ForwardContext context, Scoring<B, ?> scoring, OutputDivergence divergence) {
    Quality quality() {
      Quality apart = divergence.compute();
      Map<String, Double> named = new LinkedHashMap<>();
      named.put("kl", apart.value());
      named.putAll(apart.others());
      return scoring.quality().with(named);
    }
  }

  /**
   * Nothing is computed yet.
   *
   * @param watched whether the first computation changes nothing in the model
   * @param contexts of the computations, one or more
   */
  TeacherComparison(
      Task<M, B> task, M model, M teacher, boolean watched, List<ForwardContext> contexts) {
    this.task = task;
    this.model = model;
    this.teacher = teacher;
    this.watched = watched;
    computations =
        contexts.stream()
            .map(
                context -> new Computation<B>(context, task.scoring(model), new OutputDivergence()))
            .toList();
  }

  /**
   * Computes a batch.
   *
   * @param afterEach told after each computation
   */
  void add(B batch, Runnable afterEach) {
    Tensor inputs = task.inputs(batch);
    Computation<B> first = computations.get(0);
    Tensor output = task.output(model, inputs, first.context());
    Tensor wanted =
        watched && teacher == model
            ? output
            : task.output(teacher, inputs, ForwardContext.EVALUATION);
    add(first, batch, output, wanted);
    afterEach.run();
    for (Computation<B> next : computations.subList(1, computations.size())) {
      Interruptions.check("a measurement");
      try (TensorScope scope = TensorScope.open()) {
        add(next, batch, task.output(model, inputs, next.context()), wanted);
      }
      afterEach.run();
    }
  }

  private void add(Computation<B> computation, B batch, Tensor output, Tensor wanted) {
    computation.scoring().add(output, batch);
    computation.divergence().update(new Prediction(output, wanted));
  }

  /** The qualities in the order of the computations. */
  List<Quality> qualities() {
    return computations.stream().map(Computation::quality).toList();
  }
}
