package org.outeffhop.experiment.recipe;

import java.io.IOException;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.outeffhop.data.image.Augmentation;
import org.outeffhop.data.image.ImageData;
import org.outeffhop.data.image.ImageSource;
import org.outeffhop.experiment.result.QualityMeasure;
import org.outeffhop.experiment.run.Changes;
import org.outeffhop.experiment.run.DataSources;
import org.outeffhop.experiment.run.Setting;
import org.outeffhop.experiment.run.TaskRecipe;
import org.outeffhop.experiment.task.DataName;
import org.outeffhop.experiment.task.ImageClassification;
import org.outeffhop.experiment.task.Once;
import org.outeffhop.experiment.task.RunData;
import org.outeffhop.model.ImageModel;
import org.outeffhop.model.VisionTransformerConfig;
import org.outeffhop.naming.Counted;
import org.outeffhop.progress.Progress;
import org.outeffhop.training.TrainingConfig;

/**
 * How a classifier of images is trained.
 *
 * @param model its shape; channels and classes follow from the data
 * @param imageSize pixels on each side to which images are resized; empty: as the data have
 * @param batchSize images in one update, over all its micro-batches
 * @param augmentation what is changed in training images
 * @param training the optimiser's settings
 */
public record ImageRecipe(
    VisionTransformerConfig model,
    OptionalInt imageSize,
    int batchSize,
    Augmentation augmentation,
    TrainingConfig training)
    implements TaskRecipe<ImageClassification, ImageModel> {
  private static final Set<Setting> SETTINGS =
      EnumSet.of(
          Setting.STEPS,
          Setting.WARMUP,
          Setting.LEARNING_RATE,
          Setting.SCHEDULE,
          Setting.WEIGHT_DECAY,
          Setting.BETA2,
          Setting.MAX_GRAD_NORM,
          Setting.BATCH,
          Setting.ACCUMULATE,
          Setting.IMAGE_SIZE,
          Setting.PATCH_SIZE,
          Setting.LAYERS,
          Setting.WIDTH,
          Setting.HEADS);

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException naming the field, its value and what is right
   */
  public ImageRecipe {
    training.requireMicroBatches(batchSize);
    if (imageSize.isPresent() && imageSize.getAsInt() % model.patchSize() != 0) {
      throw new IllegalArgumentException(
          "image_size is %d and patch_size %d; patches must fill the image"
              .formatted(imageSize.getAsInt(), model.patchSize()));
    }
  }

  @Override
  public QualityMeasure measure() {
    return QualityMeasure.TOP1;
  }

  @Override
  public Set<Setting> settings() {
    return SETTINGS;
  }

  @Override
  public ImageRecipe with(Changes changes) {
    OptionalInt size =
        changes.settings().contains(Setting.IMAGE_SIZE)
            ? OptionalInt.of(changes.get(Setting.IMAGE_SIZE, 0))
            : imageSize;
    int patch = changes.get(Setting.PATCH_SIZE, model.patchSize());
    VisionTransformerConfig shaped =
        model
            .withPatches(size.orElse(patch), patch)
            .withSize(
                changes.get(Setting.LAYERS, model.numHiddenLayers()),
                changes.get(Setting.WIDTH, model.hiddenSize()),
                changes.get(Setting.HEADS, model.numAttentionHeads()));
    return new ImageRecipe(
        shaped,
        size,
        changes.get(Setting.BATCH, batchSize),
        augmentation,
        changes.applyTo(training));
  }

  @Override
  public DataName dataName(DataSources sources) {
    return DataName.of(sources.images());
  }

  @Override
  public ImageClassification read(DataSources sources, Progress progress) throws IOException {
    RunData name = new RunData(dataName(sources).fingerprinted(), true);
    ImageData data = sources.images().read(sizeOf(sources.images()));
    if (!data.untested().isEmpty()) {
      progress.notice(
          "no image is held out of "
              + String.join(", ", data.untested())
              + ": the accuracy says nothing of such classes (without a test part, every fifth image of a class is held out)");
    }
    return new ImageClassification(Once.of(data), () -> name, augmentation, Optional.empty());
  }

  /** As the recipe says, or as the data have, in whole patches. */
  private int sizeOf(ImageSource source) throws IOException {
    if (imageSize.isPresent()) {
      return imageSize.getAsInt();
    }
    int patch = model.patchSize();
    return Math.max(1, source.imageSize() / patch) * patch;
  }

  @Override
  public int batchSize(ImageClassification task) {
    return batchSize;
  }

  @Override
  public TrainingConfig training(ImageClassification task) {
    return training;
  }

  @Override
  public int batchUnit() {
    return training.gradientAccumulationSteps();
  }

  @Override
  public Map<String, Object> asMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("hidden_size", model.hiddenSize());
    map.put("num_hidden_layers", model.numHiddenLayers());
    map.put("num_attention_heads", model.numAttentionHeads());
    map.put("image_size", imageSize.isPresent() ? imageSize.getAsInt() : "as the data");
    map.put("patch_size", model.patchSize());
    map.put("batch_size", batchSize);
    map.putAll(augmentation.asMap());
    map.putAll(training.asMap());
    return map;
  }

  @Override
  public String summary() {
    return String.format(
        Locale.ROOT,
        "%s of %d images, patches of %d x %d, %s of width %d, learning rate %s",
        Counted.of(training.steps(), "step"),
        batchSize,
        model.patchSize(),
        model.patchSize(),
        Counted.of(model.numHiddenLayers(), "layer"),
        model.hiddenSize(),
        training.learningRate());
  }
}
