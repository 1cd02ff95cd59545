package org.outeffhop.experiment.run;

import java.io.IOException;
import org.bytedeco.pytorch.Device;
import org.outeffhop.experiment.task.DataName;
import org.outeffhop.experiment.task.Task;
import org.outeffhop.model.Model;
import org.outeffhop.model.ModelConfig;
import org.outeffhop.progress.Progress;
import org.outeffhop.tensor.Parameters;
import org.outeffhop.training.OptimizerConfig;

/** A model that is trained from freshly drawn weights, and its data. */
record TaskWorkload<T extends Task<M, ?>, M extends Model>(
    TaskRecipe<T, M> recipe, DataSources sources) implements Workload {
  @Override
  public DataName data() {
    return recipe.dataName(sources);
  }

  @Override
  public PreparedWorkload prepare(Progress progress) throws IOException {
    return new Prepared<>(recipe, recipe.read(sources, progress));
  }

  private record Prepared<T extends Task<M, ?>, M extends Model>(TaskRecipe<T, M> recipe, T task)
      implements PreparedWorkload {
    @Override
    public long steps() {
      return recipe.training(task).steps();
    }

    @Override
    public OptimizerConfig optimizer() {
      return recipe.training(task).optimizer();
    }

    @Override
    public long parameters(RunSpec run) {
      ModelConfig config = TaskTraining.config(recipe, task, run);
      try (Model model = task.create(config, Parameters.unallocated())) {
        return model.parameters().count();
      }
    }

    @Override
    public TrainingTask task(RunSpec run, Device device) {
      return new TaskTraining<>(recipe, task, run, device);
    }

    @Override
    public void close() {
      task.close();
    }
  }
}
