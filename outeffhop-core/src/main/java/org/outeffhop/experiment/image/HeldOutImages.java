package org.outeffhop.experiment.image;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.outeffhop.data.BlockSampler;
import org.outeffhop.data.image.ImageData;
import org.outeffhop.data.image.LabelledImages;
import org.outeffhop.experiment.run.ExecutableTask;
import org.outeffhop.experiment.run.Quality;
import org.outeffhop.model.VisionTransformer;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.quantization.QuantizationConfig;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * A classifier on test images; the quality is the share, in percent, whose class has the largest
 * score.
 *
 * @param batches the test images' indices
 * @param calibrating those of the training images from which ranges come
 */
record HeldOutImages(
    VisionTransformer model,
    ImageData data,
    Device device,
    List<int[]> batches,
    List<int[]> calibrating,
    Runnable afterBatch)
    implements ExecutableTask {
  private static final long CALIBRATION_SEED = 20240404;

  /** On the first batches of test images. */
  static HeldOutImages brief(
      VisionTransformer model, ImageData data, Device device, int batchSize, int batches) {
    List<int[]> all = data.test().all(batchSize);
    List<int[]> first = all.subList(0, Math.min(batches, all.size()));
    return new HeldOutImages(model, data, device, first, List.of(), () -> {});
  }

  /** On all test images; ranges come from the same training images for every model, unchanged. */
  static HeldOutImages whole(
      VisionTransformer model,
      ImageData data,
      Device device,
      int batchSize,
      int calibrating,
      Runnable afterBatch) {
    BlockSampler sampler = new BlockSampler(data.training().count(), batchSize, CALIBRATION_SEED);
    List<int[]> training = IntStream.range(0, calibrating).mapToObj(sampler::indices).toList();
    return new HeldOutImages(model, data, device, data.test().all(batchSize), training, afterBatch);
  }

  @Override
  public List<String> outlierProbePoints() {
    return model.outlierProbePoints();
  }

  @Override
  public QuantizationConfig quantization() {
    return QuantizationConfig.w8a8();
  }

  @Override
  public void calibrate(ForwardContext context) {
    for (int[] chosen : calibrating) {
      try (TensorScope scope = TensorScope.open()) {
        model.logits(images(data.training(), chosen), context);
      }
      afterBatch.run();
    }
  }

  @Override
  public Quality evaluate(ForwardContext context) {
    return evaluate(images -> model.logits(images, context));
  }

  @Override
  public Quality evaluate(UnaryOperator<Tensor> classifier) {
    double right = 0;
    double entropy = 0;
    long count = 0;
    for (int[] chosen : batches) {
      try (TensorScope scope = TensorScope.open()) {
        Tensor scores = classifier.apply(images(data.test(), chosen)).cpu();
        Tensor labels = Tensors.ofIndices(data.test().labels(chosen), chosen.length);
        right += Tensors.item(scores.argmax(new LongOptional(1), false).eq(labels).sum());
        entropy += Tensors.item(torch.cross_entropy_loss(scores, labels)) * chosen.length;
        count += chosen.length;
      }
      afterBatch.run();
    }
    return new Quality(100 * right / count, Map.of("cross_entropy", entropy / count));
  }

  private Tensor images(LabelledImages part, int[] chosen) {
    return data.normalised(part.pixels(chosen), device);
  }
}
