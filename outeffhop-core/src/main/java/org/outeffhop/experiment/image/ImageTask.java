package org.outeffhop.experiment.image;

import java.util.List;
import java.util.stream.IntStream;
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
import org.outeffhop.hopfield.ForwardContext;
import org.outeffhop.model.VisionTransformer;
import org.outeffhop.model.VisionTransformerConfig;
import org.outeffhop.model.checkpoint.CheckpointWriter;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.Parameters;
import org.outeffhop.training.Objective;
import org.outeffhop.training.RunDirectory;
import org.outeffhop.training.TrainingConfig;

/** A classifier and its images: what it sees at a step, and its scores. */
final class ImageTask implements TrainingTask {
  private static final long CALIBRATION_SEED = 20240404;

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
    config =
        recipe
            .model()
            .withData(data.imageSize(), data.channels(), data.classes())
            .withMethod(run.method());
    model = Engine.seeded(seed, () -> new VisionTransformer(config));
    training = new BlockSampler(data.training().count(), recipe.microBatchSize(), seed);
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
    List<int[]> batches = data.test().all(settings.batchSize());
    return new HeldOutImages(
        this, batches.subList(0, Math.min(settings.shortBatches(), batches.size())), () -> {});
  }

  @Override
  public MeasuredTask<Quality> whole(Runnable afterBatch) {
    return new HeldOutImages(this, data.test().all(settings.batchSize()), afterBatch);
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

  @Override
  public void close() {
    model.close();
  }

  VisionTransformer model() {
    return model;
  }

  /** The training batches from which ranges come, unchanged; the same for every run. */
  List<int[]> calibration() {
    BlockSampler sampler =
        new BlockSampler(data.training().count(), settings.batchSize(), CALIBRATION_SEED);
    return IntStream.range(0, settings.calibrationBatches()).mapToObj(sampler::indices).toList();
  }

  /** Scores of training images as they are, [B, classes]. */
  Tensor trainingLogits(int[] indices, ForwardContext context) {
    return model.logits(data.normalised(data.training().pixels(indices), device), context);
  }

  /** Scores of test images, [B, classes]. */
  Tensor testLogits(int[] indices, ForwardContext context) {
    return model.logits(data.normalised(data.test().pixels(indices), device), context);
  }

  int[] testLabels(int[] indices) {
    return data.test().labels(indices);
  }
}
