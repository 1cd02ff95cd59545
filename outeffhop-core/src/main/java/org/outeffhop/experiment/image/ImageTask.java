package org.outeffhop.experiment.image;

import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.data.BlockSampler;
import org.outeffhop.data.image.ImageData;
import org.outeffhop.data.image.LabelledImages;
import org.outeffhop.data.image.SoftBatch;
import org.outeffhop.experiment.run.Evaluation;
import org.outeffhop.experiment.run.MeasuredTask;
import org.outeffhop.experiment.run.Quality;
import org.outeffhop.experiment.run.RunSpec;
import org.outeffhop.experiment.run.TrainingTask;
import org.outeffhop.model.VisionTransformer;
import org.outeffhop.model.VisionTransformerConfig;
import org.outeffhop.model.checkpoint.CheckpointWriter;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.Parameters;
import org.outeffhop.training.Objective;
import org.outeffhop.training.RunDirectory;
import org.outeffhop.training.TrainingConfig;

/** A classifier and its images: what it sees at a step, and its scores. */
final class ImageTask implements TrainingTask {
  private final ImageRecipe recipe;
  private final Evaluation settings;
  private final long seed;
  private final ImageData data;
  private final Device device;
  private final VisionTransformerConfig config;
  private final VisionTransformer model;
  private final BlockSampler training;

  ImageTask(ImageRecipe recipe, RunSpec run, ImageData data, Device device) {
    this.recipe = recipe;
    this.data = data;
    this.device = device;
    settings = run.evaluation();
    seed = run.seed();
    config = config(recipe, run, data);
    model = Engine.seeded(seed, () -> new VisionTransformer(config));
    training = new BlockSampler(data.training().count(), recipe.microBatchSize(), seed);
  }

  static VisionTransformerConfig config(ImageRecipe recipe, RunSpec run, ImageData data) {
    return recipe
        .model()
        .withData(data.imageSize(), data.channels(), data.classes())
        .withMethod(run.method());
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
    int microBatches = recipe.training().gradientAccumulationSteps();
    return (step, microBatch) -> trainingLoss(step * microBatches + microBatch, context);
  }

  private Tensor trainingLoss(long batch, ForwardContext context) {
    LabelledImages images = data.training();
    int[] chosen = training.indices(batch);
    SoftBatch changed =
        recipe
            .augmentation()
            .apply(
                images.pixels(chosen), images.labels(chosen), data.classes().size(), seed, batch);
    return model.softLoss(
        data.normalised(changed.pixels(), device), Engine.to(changed.targets(), device), context);
  }

  @Override
  public MeasuredTask<Quality> brief() {
    return HeldOutImages.brief(model, data, device, settings.batchSize(), settings.shortBatches());
  }

  @Override
  public MeasuredTask<Quality> whole(Runnable afterBatch) {
    return HeldOutImages.whole(
        model, data, device, settings.batchSize(), settings.calibrationBatches(), afterBatch);
  }

  @Override
  public long batches() {
    return 2L * data.test().all(settings.batchSize()).size() + settings.calibrationBatches();
  }

  @Override
  public void write(RunDirectory folder) {
    CheckpointWriter.FLOAT32.write(folder.path(), config, model);
    folder.writeJson("preprocessor_config.json", Preprocessing.of(data));
  }

  VisionTransformer model() {
    return model;
  }

  @Override
  public void close() {
    model.close();
  }
}
