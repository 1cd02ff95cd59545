package org.outeffhop.experiment.convert;

import java.io.IOException;
import org.bytedeco.pytorch.Device;
import org.outeffhop.experiment.image.ImageRecipe;
import org.outeffhop.experiment.run.DataSources;
import org.outeffhop.experiment.run.PreparedWorkload;
import org.outeffhop.experiment.run.RunSpec;
import org.outeffhop.experiment.run.TrainingTask;
import org.outeffhop.experiment.run.Workload;
import org.outeffhop.experiment.text.TextRecipe;
import org.outeffhop.model.DataKind;
import org.outeffhop.progress.Progress;

/** A stored model and what its students learn from. */
record ConversionWorkload(ConversionRecipe recipe, DataSources sources) implements Workload {
  /** How often a run may see its data, at most. */
  private static final long EPOCHS = 20;

  @Override
  public String dataName() {
    return isText() ? sources.text().name() : sources.images().name();
  }

  @Override
  public String data() {
    String learned =
        isText()
            ? TextRecipe.fingerprinted(sources.text())
            : ImageRecipe.fingerprinted(sources.images());
    return learned + ", from " + recipe.source().fingerprinted();
  }

  private boolean isText() {
    return recipe.source().data() == DataKind.TEXT;
  }

  @Override
  public Prepared prepare(Progress progress) throws IOException {
    Subject<?, ?> subject =
        new Subjects(recipe.source(), sources, recipe.maxLength(), progress).read();
    try {
      requireEnough(subject);
    } catch (RuntimeException e) {
      subject.close();
      throw e;
    }
    return new Prepared(recipe, subject);
  }

  private void requireEnough(Subject<?, ?> subject) {
    long steps = recipe.config().training().steps();
    int batch = recipe.config().batchSize();
    if (recipe.isTrained() && steps * batch > EPOCHS * subject.samples()) {
      throw new IllegalArgumentException(
          "%,d steps of %d take %,d samples; the training part of %s has %,d, which would be seen more than %d times: give more data or fewer steps"
              .formatted(steps, batch, steps * batch, dataName(), subject.samples(), EPOCHS));
    }
  }

  /** The model, the data, and what the teacher makes of them. */
  record Prepared(ConversionRecipe recipe, Subject<?, ?> subject) implements PreparedWorkload {
    @Override
    public long steps() {
      return recipe.isTrained() ? recipe.config().training().steps() : 0;
    }

    @Override
    public TrainingTask task(RunSpec run, Device device) {
      return new ConversionTask<>(recipe, run, subject);
    }

    @Override
    public void close() {
      subject.close();
    }
  }
}
