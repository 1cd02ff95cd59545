package org.outeffhop.experiment.run;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Device;
import org.outeffhop.experiment.task.DataName;
import org.outeffhop.experiment.task.Evaluation;
import org.outeffhop.experiment.task.Selection;
import org.outeffhop.experiment.task.Task;
import org.outeffhop.hopfield.AttentionVariant;
import org.outeffhop.model.Model;
import org.outeffhop.model.ModelConfig;
import org.outeffhop.model.ModelType;
import org.outeffhop.progress.Progress;
import org.outeffhop.training.TrainingConfig;

/**
 * How a model of a task is trained from freshly drawn weights.
 *
 * @param <T> the task
 * @param <M> its models
 */
public interface TaskRecipe<T extends Task<M, ?>, M extends Model> extends Recipe {
  /** The model's shape; what follows from the data is fitted to them. */
  ModelConfig model();

  @Override
  default ModelType type() {
    return model().type();
  }

  @Override
  default boolean hasDropout() {
    return model().hasDropout();
  }

  @Override
  default void requireMethod(AttentionVariant method) {
    ModelConfig made = model().withAttention(method);
  }

  /** What the data are called that it would be trained on. */
  DataName dataName(DataSources sources);

  /**
   * Reads the data.
   *
   * @throws IllegalArgumentException if they do not fit the recipe
   */
  T read(DataSources sources, Progress progress) throws IOException;

  /** Changes freshly drawn weights where the recipe wants other ones. */
  default void begin(M model) {}

  /** Samples in one update, over all its micro-batches. */
  int batchSize(T task);

  /** The optimiser's settings. */
  TrainingConfig training(T task);

  @Override
  TaskRecipe<T, M> with(Changes changes);

  /** What a batch is a multiple of. */
  default int batchUnit() {
    return 1;
  }

  /** What is held in memory at once. */
  default AtOnce atOnce(T task, Evaluation asked) {
    long parts = training(task).gradientAccumulationSteps();
    return new AtOnce(
        (batchSize(task) + parts - 1) / parts, evaluation(task, asked).batchSize(), 0);
  }

  /**
   * Refuses a run that cannot fit into memory, as far as that is known before the data are read.
   *
   * @param copies at a time
   * @param available bytes
   */
  default void requireRoom(RunSpec run, int copies, long available) {}

  /** How much is measured, where the recipe says something about it. */
  default Evaluation evaluation(T task, Evaluation asked) {
    return asked;
  }

  /** When training ends early, if it does. */
  default Optional<Epochs> epochs(T task) {
    return Optional.empty();
  }

  /** Further numbers that readers want beside the trained model's quality, by name. */
  default Map<String, Double> details(T task, M model, Device device) {
    return Map.of();
  }

  @Override
  default Workload on(DataSources sources) {
    return new TaskWorkload<>(this, sources);
  }

  /**
   * Training that ends when the error on a validation part no longer falls.
   *
   * @param steps updates in an epoch
   * @param patience epochs without a lower error after which training ends
   * @param validation the batches on which the error is measured
   */
  record Epochs(long steps, int patience, List<Selection> validation) {}
}
