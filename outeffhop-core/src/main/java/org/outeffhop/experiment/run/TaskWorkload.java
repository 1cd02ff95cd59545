package org.outeffhop.experiment.run;

import java.io.IOException;
import org.bytedeco.pytorch.Device;
import org.outeffhop.experiment.task.DataName;
import org.outeffhop.experiment.task.Task;
import org.outeffhop.model.Model;
import org.outeffhop.model.PassMemory;
import org.outeffhop.progress.Progress;

/** A model that is trained from freshly drawn weights, and its data. */
record TaskWorkload<T extends Task<M, ?>, M extends Model>(
    TaskRecipe<T, M> recipe, DataSources sources) implements Workload {
  @Override
  public DataName data() {
    return recipe.dataName(sources);
  }

  @Override
  public void requireRoom(RunSpec run, int copies, long available) {
    recipe.requireRoom(run, copies, available);
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
    public RunMemory memory(RunSpec run) {
      return new RunMemory(
          run,
          TaskTraining.config(recipe, task, run),
          recipe.training(task).optimizer(),
          run.execution().trainingPass(),
          PassMemory.Purpose.MEASURING,
          recipe.batchSize(task),
          recipe.batchUnit(),
          changes -> recipe.with(changes).atOnce(task, run.evaluation()));
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
