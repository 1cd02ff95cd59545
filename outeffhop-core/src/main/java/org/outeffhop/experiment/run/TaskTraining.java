package org.outeffhop.experiment.run;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.experiment.task.Evaluation;
import org.outeffhop.experiment.task.HeldOut;
import org.outeffhop.experiment.task.Part;
import org.outeffhop.experiment.task.Selection;
import org.outeffhop.experiment.task.Task;
import org.outeffhop.model.Model;
import org.outeffhop.model.ModelConfig;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.Parameters;
import org.outeffhop.tensor.Probe;
import org.outeffhop.training.MicroBatches;
import org.outeffhop.training.Objective;
import org.outeffhop.training.RunDirectory;
import org.outeffhop.training.TrainingConfig;

/** A model that is trained from freshly drawn weights, on any task. */
public final class TaskTraining<T extends Task<M, ?>, M extends Model> implements TrainingTask {
  private final TaskRecipe<T, M> recipe;
  private final T task;
  private final long seed;
  private final Device device;
  private final Evaluation evaluation;
  private final TrainingConfig training;
  private final MicroBatches parts;
  private final ModelConfig config;
  private final M model;

  /** A model with weights drawn by the run's seed. */
  public TaskTraining(TaskRecipe<T, M> recipe, T task, RunSpec run, Device device) {
    this.recipe = recipe;
    this.task = task;
    this.device = device;
    seed = run.seed();
    evaluation = recipe.evaluation(task, run.evaluation());
    training = recipe.training(task);
    parts = new MicroBatches(recipe.batchSize(task), training.gradientAccumulationSteps());
    config = config(recipe, task, run);
    model = Engine.seeded(seed, () -> task.create(config, new Parameters()));
    recipe.begin(model);
  }

  static <T extends Task<M, ?>, M extends Model> ModelConfig config(
      TaskRecipe<T, M> recipe, T task, RunSpec run) {
    return task.fitted(recipe.model()).withAttention(run.method());
  }

  /** The model, which this owns. */
  public M model() {
    return model;
  }

  @Override
  public Parameters parameters() {
    return model.parameters();
  }

  @Override
  public TrainingConfig training() {
    return training;
  }

  @Override
  public Objective objective(ForwardContext context) {
    LongFunction<int[]> samples = task.trainingSamples(parts.batchSize(), seed);
    return new Objective() {
      @Override
      public Tensor loss(long step, int microBatch) {
        int[] chosen = parts.of(samples.apply(step), microBatch);
        long number = step * parts.count() + microBatch;
        Selection selection = new Selection(Part.TRAINING, chosen, seed, number);
        return parts.weighted(task.trainingLoss(model, selection, device, context), chosen.length);
      }

      @Override
      public long tokensPerMicroBatch() {
        return task.tokensPerSample() * parts.batchSize() / parts.count();
      }
    };
  }

  @Override
  public Optional<Validation> validation() {
    return recipe
        .epochs(task)
        .map(
            epochs ->
                new Validation(
                    epochs.steps(),
                    epochs.patience(),
                    epochs.validation().size(),
                    afterBatch -> error(epochs.validation(), afterBatch)));
  }

  private double error(List<Selection> batches, Runnable afterBatch) {
    return recipe
        .measure()
        .loss(
            task.measurement(model, device, batches)
                .telling(afterBatch)
                .evaluateUnder(Probe.NONE)
                .value());
  }

  @Override
  public HeldOut<?, ?> brief() {
    return task.measurement(model, device, task.glimpse(evaluation));
  }

  @Override
  public HeldOut<?, ?> whole() {
    return task.measurement(model, device, evaluation);
  }

  @Override
  public List<String> positions() {
    return task.positions(evaluation);
  }

  @Override
  public Map<String, Double> details() {
    return recipe.details(task, model, device);
  }

  @Override
  public void write(RunDirectory folder) {
    task.write(folder.path(), config, model);
  }

  @Override
  public void close() {
    model.close();
  }
}
