package org.outeffhop.experiment.image;

import java.io.IOException;
import org.bytedeco.pytorch.Device;
import org.outeffhop.data.image.ImageData;
import org.outeffhop.data.image.ImageSource;
import org.outeffhop.experiment.run.PreparedWorkload;
import org.outeffhop.experiment.run.RunSpec;
import org.outeffhop.experiment.run.TrainingTask;
import org.outeffhop.experiment.run.Workload;
import org.outeffhop.model.VisionTransformer;
import org.outeffhop.progress.Progress;
import org.outeffhop.tensor.Parameters;

/** A classifier and its images. */
record ImageWorkload(ImageRecipe recipe, ImageSource source) implements Workload {
  @Override
  public String dataName() {
    return source.name();
  }

  @Override
  public String data() {
    return ImageRecipe.fingerprinted(source);
  }

  @Override
  public PreparedWorkload prepare(Progress progress) throws IOException {
    return new Prepared(recipe, source.read(imageSize()));
  }

  /** As the recipe says, or as the data have, in whole patches. */
  private int imageSize() throws IOException {
    if (recipe.imageSize().isPresent()) {
      return recipe.imageSize().getAsInt();
    }
    int patch = recipe.model().patchSize();
    return Math.max(1, source.imageSize() / patch) * patch;
  }

  private record Prepared(ImageRecipe recipe, ImageData data) implements PreparedWorkload {
    @Override
    public long steps() {
      return recipe.training().steps();
    }

    @Override
    public long parameters(RunSpec run) {
      try (VisionTransformer model =
          new VisionTransformer(ImageTask.config(recipe, run, data), Parameters.unallocated())) {
        return model.parameters().count();
      }
    }

    @Override
    public TrainingTask task(RunSpec run, Device device) {
      return new ImageTask(recipe, run, data, device);
    }

    @Override
    public void close() {
      data.close();
    }
  }
}
