package org.outeffhop.experiment.regrowth;

import org.bytedeco.pytorch.Device;
import org.outeffhop.experiment.run.DataSources;
import org.outeffhop.experiment.run.PreparedWorkload;
import org.outeffhop.experiment.run.RunMemory;
import org.outeffhop.experiment.run.RunSpec;
import org.outeffhop.experiment.run.TrainingTask;
import org.outeffhop.experiment.run.Workload;
import org.outeffhop.experiment.stored.StoredModel;
import org.outeffhop.experiment.task.DataName;
import org.outeffhop.progress.Progress;

/** A stored model and the text on which its pretraining goes on. */
record RegrowthWorkload(RegrowthRecipe recipe, DataSources sources) implements Workload {
  @Override
  public DataName data() {
    return recipe.source().learning(DataName.of(sources.text()));
  }

  @Override
  public void requireRoom(RunSpec run, int copies, long available) {
    recipe.memory(run).need(copies).requireRoom(available);
  }

  @Override
  public Prepared prepare(Progress progress) {
    return new Prepared(recipe, recipe.source().open(sources, recipe.blockLength(), progress));
  }

  /**
   * The model and the data.
   *
   * @param start whose data are closed with this; the model is the source's
   */
  record Prepared(RegrowthRecipe recipe, StoredModel<?, ?> start) implements PreparedWorkload {
    @Override
    public long steps() {
      return recipe.training().steps();
    }

    @Override
    public RunMemory memory(RunSpec run) {
      return recipe.memory(run);
    }

    @Override
    public TrainingTask task(RunSpec run, Device device) {
      return new RegrowthTask<>(recipe, run, start, device);
    }

    @Override
    public void close() {
      start.task().close();
    }
  }
}
