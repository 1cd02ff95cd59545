package org.outeffhop.experiment.convert;

import java.util.Locale;
import org.bytedeco.pytorch.Device;
import org.outeffhop.experiment.run.DataSources;
import org.outeffhop.experiment.run.PreparedWorkload;
import org.outeffhop.experiment.run.RunMemory;
import org.outeffhop.experiment.run.RunSpec;
import org.outeffhop.experiment.run.TrainingTask;
import org.outeffhop.experiment.run.Workload;
import org.outeffhop.experiment.stored.StoredModel;
import org.outeffhop.experiment.task.DataName;
import org.outeffhop.model.DataKind;
import org.outeffhop.progress.Progress;

/** A stored model and what its students learn from. */
record ConversionWorkload(ConversionRecipe recipe, DataSources sources) implements Workload {
  /** How often a run may see its data, at most. */
  private static final long EPOCHS = 20;

  private DataName learned() {
    return recipe.source().data() == DataKind.TEXT
        ? DataName.of(sources.text())
        : DataName.of(sources.images());
  }

  @Override
  public DataName data() {
    return recipe.source().learning(learned());
  }

  @Override
  public void requireRoom(RunSpec run, int copies, long available) {
    recipe.memory(run).need(copies).requireRoom(available);
  }

  @Override
  public Prepared prepare(Progress progress) {
    StoredModel<?, ?> teacher = recipe.source().open(sources, recipe.maxLength(), progress);
    try {
      requireEnough(teacher.task().trainingSamples());
      return new Prepared(recipe, teacher, progress);
    } catch (RuntimeException e) {
      teacher.task().close();
      throw e;
    }
  }

  private void requireEnough(long samples) {
    long steps = recipe.config().training().steps();
    int batch = recipe.config().batchSize();
    if (recipe.isTrained() && (double) steps * batch > EPOCHS * samples) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%,d steps of %d take %,.0f samples; the training part of %s has %,d, which would be seen more than %d times: give more data or fewer steps",
              steps,
              batch,
              (double) steps * batch,
              data().name(),
              samples,
              EPOCHS));
    }
  }

  /**
   * The model and the data.
   *
   * @param teacher whose data are closed with this; the model is the source's
   * @param progress told of what takes long within a step
   */
  record Prepared(ConversionRecipe recipe, StoredModel<?, ?> teacher, Progress progress)
      implements PreparedWorkload {
    @Override
    public long steps() {
      return recipe.isTrained() ? recipe.config().training().steps() : 0;
    }

    @Override
    public RunMemory memory(RunSpec run) {
      return recipe.memory(run);
    }

    @Override
    public TrainingTask task(RunSpec run, Device device) {
      return new ConversionTask<>(recipe, run, teacher, progress);
    }

    @Override
    public void close() {
      teacher.task().close();
    }
  }
}
