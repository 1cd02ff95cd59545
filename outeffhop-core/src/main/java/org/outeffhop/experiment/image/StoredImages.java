package org.outeffhop.experiment.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.data.image.ImageData;
import org.outeffhop.data.image.ImageSource;
import org.outeffhop.experiment.result.QualityMeasure;
import org.outeffhop.experiment.run.Evaluation;
import org.outeffhop.experiment.run.ExecutableTask;
import org.outeffhop.experiment.run.MeasuredTask;
import org.outeffhop.experiment.run.Quality;
import org.outeffhop.experiment.run.RunData;
import org.outeffhop.experiment.run.StoredData;
import org.outeffhop.experiment.run.StoredRun;
import org.outeffhop.experiment.run.TrainedModel;
import org.outeffhop.export.OnnxExport;
import org.outeffhop.export.Precision;
import org.outeffhop.model.VisionTransformer;
import org.outeffhop.model.VisionTransformerConfig;
import org.outeffhop.model.checkpoint.Checkpoint;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.quantization.migration.MigrationPair;
import org.outeffhop.quantization.migration.MigrationPairs;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.Parameters;

/** A classifier that a comparison stored, on the CPU, and its images. */
public final class StoredImages implements TrainedModel {
  private final VisionTransformerConfig config;
  private final VisionTransformer model;
  private final RunData from;
  private final ImageData data;
  private final Evaluation evaluation;
  private final Device device = Engine.device("cpu");

  /** A classifier and its images, both of which it owns. */
  public StoredImages(
      VisionTransformerConfig config,
      VisionTransformer model,
      RunData from,
      ImageData data,
      Evaluation evaluation) {
    this.config = config;
    this.model = model;
    this.from = from;
    this.data = data;
    this.evaluation = evaluation;
  }

  /**
   * Opens a classifier. The checkpoint belongs to what is returned, and is closed where it is
   * refused.
   *
   * @throws IllegalArgumentException if no comparison made it, it has no classifier, or the images
   *     have other channels or classes
   */
  public static StoredImages open(StoredRun run, Checkpoint checkpoint, StoredData given)
      throws IOException {
    try {
      return opened(run, checkpoint, given);
    } catch (RuntimeException | IOException e) {
      checkpoint.close();
      throw e;
    }
  }

  private static StoredImages opened(StoredRun run, Checkpoint checkpoint, StoredData given)
      throws IOException {
    VisionTransformerConfig config = (VisionTransformerConfig) checkpoint.config();
    if (!run.ofComparison() || !(checkpoint.model() instanceof VisionTransformer model)) {
      throw new IllegalArgumentException(
          run.folder()
              + " is no classifier that 'compare' trained (there would be settings.json); other vision transformers are not measured, since their images are normalised in their own way");
    }
    ImageSource source =
        run.data(given.images(), ImageSource.builtin(), ImageRecipe::fingerprinted, "--images");
    RunData from = run.own(ImageRecipe.fingerprinted(source));
    Evaluation evaluation = given.evaluation(run);
    ImageData data = read(run.folder(), config, source);
    return new StoredImages(config, model, from, data, evaluation);
  }

  /**
   * Images in a classifier's size.
   *
   * @param folder of the classifier, for messages
   * @throws IllegalArgumentException if they have other channels or classes than it takes
   */
  public static ImageData read(Path folder, VisionTransformerConfig config, ImageSource source)
      throws IOException {
    ImageData data = source.read(config.imageSize());
    if (data.channels() != config.numChannels() || data.classes().size() != config.numLabels()) {
      data.close();
      throw new IllegalArgumentException(
          "%s has %d channels and %d classes; %s takes %d and %d"
              .formatted(
                  source.name(),
                  data.channels(),
                  data.classes().size(),
                  folder,
                  config.numChannels(),
                  config.numLabels()));
    }
    return data;
  }

  /** The images that it is measured on; closed with this. */
  public ImageData images() {
    return data;
  }

  @Override
  public String kind() {
    return config.type().toString();
  }

  @Override
  public String attention() {
    return config.attention().method().toString();
  }

  @Override
  public QualityMeasure measure() {
    return QualityMeasure.TOP1;
  }

  @Override
  public RunData data() {
    return from;
  }

  @Override
  public Parameters parameters() {
    return model.parameters();
  }

  @Override
  public List<MigrationPair> migrationPairs() {
    return MigrationPairs.of(config);
  }

  @Override
  public OnnxExport export(Precision precision) {
    return OnnxExport.of(config, model, precision);
  }

  @Override
  public Tensor outputs(Tensor images) {
    return model.logits(images, ForwardContext.EVALUATION);
  }

  @Override
  public Tensor samples(int batch, int length) {
    int[] chosen = IntStream.range(0, batch).map(i -> i % data.test().count()).toArray();
    return data.normalised(data.test().pixels(chosen), device);
  }

  @Override
  public MeasuredTask<Quality> brief() {
    return HeldOutImages.brief(model, data, device, evaluation.batchSize(), 1);
  }

  @Override
  public ExecutableTask whole(Runnable afterBatch) {
    return HeldOutImages.whole(
        model, data, device, evaluation.batchSize(), evaluation.calibrationBatches(), afterBatch);
  }

  @Override
  public void close() {
    model.close();
    data.close();
    device.close();
  }
}
