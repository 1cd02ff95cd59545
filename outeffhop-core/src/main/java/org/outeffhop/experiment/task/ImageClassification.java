package org.outeffhop.experiment.task;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.data.image.Augmentation;
import org.outeffhop.data.image.ImageData;
import org.outeffhop.data.image.ImageSource;
import org.outeffhop.data.image.LabelledImages;
import org.outeffhop.data.image.SoftBatch;
import org.outeffhop.experiment.diagnosis.TokenNames;
import org.outeffhop.experiment.result.QualityMeasure;
import org.outeffhop.export.TorchValues;
import org.outeffhop.files.AtomicFile;
import org.outeffhop.image.Preprocessing;
import org.outeffhop.metrics.Prediction;
import org.outeffhop.metrics.TopOneAccuracy;
import org.outeffhop.metrics.sinks.TokenLabels;
import org.outeffhop.model.ImageModel;
import org.outeffhop.model.ModelConfig;
import org.outeffhop.model.VisionTransformer;
import org.outeffhop.model.VisionTransformerConfig;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.Tensors;

/**
 * Image classification. The quality is the share of test images, in percent, whose class has the
 * largest score. A model without a classifier can be exported, and nothing else.
 */
public final class ImageClassification implements Task<ImageModel, ImageClassification.Images> {
  private static final int SAMPLE = 16;

  private final Once<ImageData> images;
  private final Supplier<RunData> data;
  private final Augmentation augmentation;
  private final Optional<Path> origin;

  /**
   * Images as they are measured.
   *
   * @param pixels normalised, [B, C, size, size]
   * @param labels classes, [B], on the CPU
   */
  public record Images(Tensor pixels, Tensor labels) {}

  /**
   * A task.
   *
   * @param images closed with this, where they were read
   * @param augmentation what is changed in training images
   * @param origin the folder of the models, where they come from one: what it says of preprocessing
   *     belongs beside every model of the task
   */
  public ImageClassification(
      Once<ImageData> images,
      Supplier<RunData> data,
      Augmentation augmentation,
      Optional<Path> origin) {
    this.images = images;
    this.data = data;
    this.augmentation = augmentation;
    this.origin = origin;
  }

  /**
   * Reads images in a classifier's size.
   *
   * @param folder of the classifier, for messages
   * @throws IllegalArgumentException if they have other channels or classes than it takes
   */
  public static ImageData read(Path folder, VisionTransformerConfig config, ImageSource source) {
    ImageData data = read(source, config.imageSize());
    if (data.channels() != config.numChannels() || data.classes().size() != config.numLabels()) {
      data.close();
      throw new IllegalArgumentException(
          "%s has %d channels and %d classes; %s takes %d and %d"
              .formatted(
                  data.name(),
                  data.channels(),
                  data.classes().size(),
                  folder,
                  config.numChannels(),
                  config.numLabels()));
    }
    return data;
  }

  private static ImageData read(ImageSource source, int size) {
    try {
      return source.read(size);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  @Override
  public RunData data() {
    return data.get();
  }

  @Override
  public QualityMeasure measure() {
    return QualityMeasure.TOP1;
  }

  @Override
  public ModelConfig fitted(ModelConfig config) {
    ImageData read = images.get();
    return ((VisionTransformerConfig) config)
        .withData(read.imageSize(), read.channels(), read.classes());
  }

  @Override
  public Class<ImageModel> modelClass() {
    return ImageModel.class;
  }

  @Override
  public int trainingSamples() {
    return images.get().training().count();
  }

  /** All test images. */
  @Override
  public List<Selection> heldOut(Evaluation evaluation) {
    return Selection.measured(Part.HELD_OUT, images.get().test().all(evaluation.batchSize()));
  }

  /** The first test images. */
  @Override
  public List<Selection> glimpse(Evaluation evaluation) {
    List<Selection> all = heldOut(evaluation);
    return all.subList(0, Math.min(evaluation.shortBatches(), all.size()));
  }

  private LabelledImages part(Selection selection) {
    return selection.part() == Part.TRAINING ? images.get().training() : images.get().test();
  }

  @Override
  public Images batch(Selection selection, Device device) {
    int[] chosen = selection.samples();
    LabelledImages part = part(selection);
    return new Images(
        images.get().normalised(part.pixels(chosen), device),
        Tensors.ofIndices(part.labels(chosen), chosen.length));
  }

  @Override
  public Tensor inputs(Images batch) {
    return batch.pixels();
  }

  @Override
  public Tensor output(ImageModel model, Tensor pixels, ForwardContext context) {
    return model instanceof VisionTransformer classifier
        ? classifier.logits(pixels, context)
        : model.hiddenStates(pixels, context);
  }

  /** Positions: the token of the class, that of the registers, and the patches. */
  @Override
  public TokenLabels labels(ImageModel model, Images batch) {
    return TokenLabels.positions((int) batch.pixels().size(0), model.tokens());
  }

  @Override
  public TokenNames names() {
    return TokenNames.positions("[CLS]");
  }

  @Override
  public Tensor trainingLoss(
      ImageModel model, Selection selection, Device device, ForwardContext context) {
    int[] chosen = selection.samples();
    LabelledImages training = part(selection);
    SoftBatch changed =
        augmentation.apply(
            training.pixels(chosen),
            training.labels(chosen),
            images.get().classes().size(),
            selection.seed(),
            selection.number());
    return ((VisionTransformer) model)
        .softLoss(
            images.get().normalised(changed.pixels(), device),
            Engine.to(changed.targets(), device),
            context);
  }

  @Override
  public Scoring<Images, Prediction> scoring(ImageModel model) {
    return new Scoring<>(
        new TopOneAccuracy(),
        (batch, context) -> prediction(output(model, batch.pixels(), context), batch),
        ImageClassification::prediction);
  }

  private static Prediction prediction(Tensor scores, Images batch) {
    return new Prediction(scores.cpu(), batch.labels());
  }

  @Override
  public Tensor samples(int batch, int length) {
    LabelledImages test = images.get().test();
    return held(IntStream.range(0, batch).map(i -> i % test.count()).toArray());
  }

  private Tensor held(int[] chosen) {
    try (Device device = Engine.device("cpu")) {
      return images.get().normalised(images.get().test().pixels(chosen), device);
    }
  }

  /** Held-out images, or random pixels where no images were read. */
  @Override
  public GraphSample graphSample(ImageModel model, ModelConfig config) {
    Tensor pixels =
        images.isMade()
            ? held(IntStream.range(0, Math.min(SAMPLE, images.get().test().count())).toArray())
            : random((VisionTransformerConfig) config);
    try (NoGradGuard constant = new NoGradGuard()) {
      String name =
          images.isMade()
              ? String.format(
                  Locale.ROOT, "%d held-out images of %s", pixels.size(0), images.get().name())
              : String.format(Locale.ROOT, "%d images of random pixels", pixels.size(0));
      return new GraphSample(
          name,
          pixels.size(0),
          Map.of("pixel_values", TorchValues.input(pixels)),
          output(model, pixels, ForwardContext.EVALUATION),
          null);
    }
  }

  private static Tensor random(VisionTransformerConfig config) {
    Engine.seed(1);
    int size = config.imageSize();
    return Tensors.empty(ScalarType.Float, 2, config.numChannels(), size, size).normal_(0, 1, null);
  }

  @Override
  public List<String> writeCompanions(Path folder) throws IOException {
    Optional<Path> given = origin.map(there -> there.resolve(Preprocessing.FILE));
    if (given.isPresent() && Files.isRegularFile(given.get())) {
      byte[] json = Files.readAllBytes(given.get());
      AtomicFile.write(folder.resolve(Preprocessing.FILE), out -> out.write(json));
    } else if (images.isMade()) {
      ImageData made = images.get();
      Preprocessing.write(folder, made.imageSize(), made.mean(), made.deviation());
    } else {
      return List.of();
    }
    return List.of(Preprocessing.FILE);
  }

  @Override
  public List<String> notes(ModelConfig config) {
    boolean missing =
        origin.isPresent()
            && !Files.isRegularFile(origin.get().resolve(Preprocessing.FILE))
            && !images.isMade();
    return missing
        ? List.of(
            "%s has no %s; 'run' needs one beside the model"
                .formatted(origin.get(), Preprocessing.FILE))
        : List.of();
  }

  @Override
  public void close() {
    if (images.isMade()) {
      images.get().close();
    }
  }
}
