package org.outeffhop.experiment.regrowth;

import java.util.List;
import java.util.function.LongFunction;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.conversion.Student;
import org.outeffhop.experiment.run.RunSpec;
import org.outeffhop.experiment.run.TrainingTask;
import org.outeffhop.experiment.stored.StoredModel;
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
import org.outeffhop.training.Objective;
import org.outeffhop.training.RunDirectory;
import org.outeffhop.training.TrainingConfig;

/** A copy of a stored model, with its attention swapped where asked, that is pretrained further. */
final class RegrowthTask<M extends Model, B> implements TrainingTask {
  private final RegrowthRecipe recipe;
  private final Task<M, B> task;
  private final long seed;
  private final Device device;
  private final Evaluation evaluation;
  private final ModelConfig config;
  private final M model;

  RegrowthTask(RegrowthRecipe recipe, RunSpec run, StoredModel<M, B> start, Device device) {
    this.recipe = recipe;
    this.device = device;
    task = start.task();
    seed = run.seed();
    evaluation = run.evaluation();
    config = start.config().withAttention(run.method());
    model = Engine.seeded(seed, () -> task.create(config, new Parameters()));
    Student.copy(model, start.model());
  }

  @Override
  public Parameters parameters() {
    return model.parameters();
  }

  @Override
  public TrainingConfig training() {
    return recipe.training();
  }

  @Override
  public Objective objective(ForwardContext context) {
    LongFunction<int[]> samples = task.trainingSamples(recipe.batchSize(), seed);
    ForwardContext constant = context.withoutDropout();
    return new Objective() {
      @Override
      public Tensor loss(long step, int microBatch) {
        Selection selection = new Selection(Part.TRAINING, samples.apply(step), seed, step);
        return task.trainingLoss(model, selection, device, constant);
      }

      @Override
      public long tokensPerMicroBatch() {
        return task.tokensPerSample() * recipe.batchSize();
      }
    };
  }

  /** The curve begins at the model as it was, and W8A8 belongs to it. */
  @Override
  public Watch watch() {
    return Watch.CURVE;
  }

  @Override
  public HeldOut<M, B> brief() {
    return task.measurement(model, device, evaluation.brief());
  }

  @Override
  public HeldOut<M, B> whole() {
    return task.measurement(model, device, evaluation);
  }

  @Override
  public List<String> positions() {
    return task.positions(evaluation);
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
