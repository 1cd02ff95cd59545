package org.outeffhop.experiment.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.outeffhop.data.image.Augmentation;
import org.outeffhop.data.image.ImageSource;
import org.outeffhop.experiment.result.QualityMeasure;
import org.outeffhop.experiment.run.Changes;
import org.outeffhop.experiment.run.DataSources;
import org.outeffhop.experiment.run.Recipe;
import org.outeffhop.experiment.run.Setting;
import org.outeffhop.experiment.run.Workload;
import org.outeffhop.model.ModelType;
import org.outeffhop.model.VisionTransformerConfig;
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
    implements Recipe {
  private static final Set<Setting> SETTINGS =
      EnumSet.of(
          Setting.STEPS,
          Setting.WARMUP,
          Setting.LEARNING_RATE,
          Setting.BATCH,
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

  /** Images that are in memory at once. */
  int microBatchSize() {
    return batchSize / training.gradientAccumulationSteps();
  }

  /** Data by name and SHA-256: what decides whether two runs saw the same. */
  public static String fingerprinted(ImageSource source) {
    try {
      return source.name() + " " + source.fingerprint();
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  @Override
  public ModelType kind() {
    return ModelType.VIT;
  }

  @Override
  public QualityMeasure measure() {
    return QualityMeasure.TOP1;
  }

  @Override
  public boolean hasDropout() {
    return model.hasDropout();
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
  public Workload on(DataSources sources) {
    return new ImageWorkload(this, sources.images());
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
    return "%,d steps of %d images, patches of %d x %d, %d layers of width %d, learning rate %s"
        .formatted(
            training.steps(),
            batchSize,
            model.patchSize(),
            model.patchSize(),
            model.numHiddenLayers(),
            model.hiddenSize(),
            training.learningRate());
  }
}
