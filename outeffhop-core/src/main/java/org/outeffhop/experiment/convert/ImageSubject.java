package org.outeffhop.experiment.convert;

import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.conversion.ConversionConfig;
import org.outeffhop.data.BlockSampler;
import org.outeffhop.data.image.ImageData;
import org.outeffhop.data.image.LabelledImages;
import org.outeffhop.experiment.image.StoredImages;
import org.outeffhop.experiment.run.Evaluation;
import org.outeffhop.experiment.run.RunData;
import org.outeffhop.experiment.run.TrainedModel;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.model.VisionTransformer;
import org.outeffhop.model.VisionTransformerConfig;
import org.outeffhop.model.checkpoint.Checkpoint;
import org.outeffhop.model.checkpoint.CheckpointWriter;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.training.RunDirectory;

/**
 * A classifier of images, whose student learns its distribution over the classes, see {@link
 * OutputDivergence}.
 *
 * @param images which this owns
 */
record ImageSubject(
    VisionTransformerConfig config, VisionTransformer teacher, RunData data, ImageData images)
    implements Subject<VisionTransformer, Tensor> {

  @Override
  public AttentionMethod method() {
    return config.attention().method();
  }

  @Override
  public long samples() {
    return images.training().count();
  }

  @Override
  public VisionTransformer of(Checkpoint checkpoint) {
    return (VisionTransformer) checkpoint.model();
  }

  @Override
  public VisionTransformer create(AttentionMethod method) {
    return new VisionTransformer(config.withMethod(method));
  }

  @Override
  public Tensor batch(long seed, long step, int batchSize) {
    LabelledImages training = images.training();
    return pixels(training, new BlockSampler(training.count(), batchSize, seed).indices(step));
  }

  private Tensor pixels(LabelledImages from, int... chosen) {
    try (Device cpu = Engine.device("cpu")) {
      return images.normalised(from.pixels(chosen), cpu);
    }
  }

  @Override
  public Tensor output(VisionTransformer model, Tensor pixels, ForwardContext context) {
    return model.logits(pixels, context);
  }

  @Override
  public Tensor distance(Tensor logits, Tensor teachers, ConversionConfig config) {
    return OutputDivergence.of(logits, teachers);
  }

  @Override
  public TrainedModel view(VisionTransformer model, AttentionMethod method, Evaluation evaluation) {
    return new StoredImages(config.withMethod(method), model, data, images, evaluation);
  }

  @Override
  public Map<String, Double> fidelity(
      VisionTransformer model, ForwardContext context, Evaluation evaluation, Runnable afterBatch) {
    OutputDivergence divergence = new OutputDivergence();
    List<int[]> batches = images.test().all(evaluation.batchSize());
    for (int[] chosen : batches) {
      try (TensorScope scope = TensorScope.open()) {
        Tensor pixels = pixels(images.test(), chosen);
        divergence.add(
            model.logits(pixels, context), teacher.logits(pixels, ForwardContext.EVALUATION));
      }
      afterBatch.run();
    }
    return divergence.means();
  }

  /** Quality and divergence, one after the other. */
  @Override
  public long batches(Evaluation evaluation) {
    return 2L * images.test().all(evaluation.batchSize()).size();
  }

  @Override
  public void write(RunDirectory folder, VisionTransformer model, AttentionMethod method) {
    CheckpointWriter.FLOAT32.write(folder.path(), config.withMethod(method), model);
  }

  @Override
  public void close() {
    images.close();
  }
}
