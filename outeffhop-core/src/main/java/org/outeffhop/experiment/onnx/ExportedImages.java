package org.outeffhop.experiment.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.data.image.ImageData;
import org.outeffhop.data.image.ImageSource;
import org.outeffhop.experiment.image.StoredImages;
import org.outeffhop.experiment.run.StoredData;
import org.outeffhop.experiment.run.StoredRun;
import org.outeffhop.export.OnnxExport;
import org.outeffhop.export.OnnxInput;
import org.outeffhop.export.Precision;
import org.outeffhop.model.ImageModel;
import org.outeffhop.model.VisionTransformer;
import org.outeffhop.model.VisionTransformerConfig;
import org.outeffhop.model.checkpoint.Checkpoint;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.progress.Progress;
import org.outeffhop.quantization.QuantizationConfig;
import org.outeffhop.quantization.migration.MigrationPair;
import org.outeffhop.quantization.migration.MigrationPairs;
import org.outeffhop.tensor.AtomicFile;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.Parameters;
import org.outeffhop.tensor.Probe;
import org.outeffhop.tensor.Tensors;

/** A vision transformer and how it wants its images. */
final class ExportedImages implements ExportedModel {
  private static final String PREPROCESSING = "preprocessor_config.json";
  private static final int IMAGES = 16;

  private final StoredRun run;
  private final Checkpoint checkpoint;
  private final StoredData data;
  private final Progress progress;

  /** With its data, where they are known or given; else null. */
  private final StoredImages stored;

  private ExportedImages(
      StoredRun run,
      Checkpoint checkpoint,
      StoredData data,
      Progress progress,
      StoredImages stored) {
    this.run = run;
    this.checkpoint = checkpoint;
    this.data = data;
    this.progress = progress;
    this.stored = stored;
  }

  /**
   * With images where some are given, the model was trained on the built-in ones, or ranges are to
   * come from them.
   */
  static ExportedImages open(
      StoredRun run,
      Checkpoint checkpoint,
      ExportOptions options,
      StoredData data,
      Progress progress)
      throws IOException {
    boolean known =
        data.images().isPresent() || options.precision() == ExportPrecision.INT8 || onBuiltin(run);
    StoredImages stored = known ? StoredImages.open(run, checkpoint, data) : null;
    return new ExportedImages(run, checkpoint, data, progress, stored);
  }

  private static boolean onBuiltin(StoredRun run) throws IOException {
    ImageSource builtin = ImageSource.builtin();
    return run.own(builtin.name() + " " + builtin.fingerprint()).own();
  }

  @Override
  public String kind() {
    return checkpoint.config().type().toString();
  }

  @Override
  public String attention() {
    return checkpoint.config().attention().method().toString();
  }

  @Override
  public Parameters parameters() {
    return checkpoint.model().parameters();
  }

  @Override
  public QuantizationConfig quantization() {
    return QuantizationConfig.w8a8();
  }

  @Override
  public String calibrate(Probe probe) {
    return TrainedCalibration.run(stored, data.evaluation(run), probe, progress);
  }

  @Override
  public List<MigrationPair> migrationPairs() {
    return MigrationPairs.of(checkpoint.config());
  }

  @Override
  public OnnxExport graph(Precision precision) {
    return OnnxExport.of(checkpoint.config(), checkpoint.model(), precision);
  }

  @Override
  public Sample sample() {
    Tensor images = stored == null ? random() : held(stored.images());
    try (NoGradGuard constant = new NoGradGuard()) {
      Tensor expected =
          checkpoint.model() instanceof VisionTransformer classifier
              ? classifier.logits(images, ForwardContext.EVALUATION)
              : ((ImageModel) checkpoint.model()).hiddenStates(images, ForwardContext.EVALUATION);
      String name =
          stored == null
              ? "%d images of random pixels".formatted(images.size(0))
              : "%d held-out images of %s".formatted(images.size(0), stored.images().name());
      return new Sample(
          name, images.size(0), Map.of("pixel_values", OnnxInput.of(images)), expected, null);
    }
  }

  private Tensor random() {
    VisionTransformerConfig config = (VisionTransformerConfig) checkpoint.config();
    Engine.seed(1);
    int size = config.imageSize();
    return Tensors.empty(ScalarType.Float, 2, config.numChannels(), size, size).normal_(0, 1, null);
  }

  private static Tensor held(ImageData images) {
    int[] first = IntStream.range(0, Math.min(IMAGES, images.test().count())).toArray();
    try (Device device = Engine.device("cpu")) {
      return images.normalised(images.test().pixels(first), device);
    }
  }

  @Override
  public List<String> writeCompanions(Path folder) throws IOException {
    Path file = run.file(PREPROCESSING);
    if (!Files.isRegularFile(file)) {
      return List.of();
    }
    byte[] json = Files.readAllBytes(file);
    AtomicFile.write(folder.resolve(PREPROCESSING), out -> out.write(json));
    return List.of(PREPROCESSING);
  }

  @Override
  public List<String> notes() {
    return Files.isRegularFile(run.file(PREPROCESSING))
        ? List.of()
        : List.of(
            "%s has no %s; 'run' needs one beside the model"
                .formatted(run.folder(), PREPROCESSING));
  }

  @Override
  public void close() {
    if (stored == null) {
      checkpoint.close();
    } else {
      stored.close();
    }
  }
}
