package org.outeffhop.experiment.image;

import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.outeffhop.experiment.run.MeasuredTask;
import org.outeffhop.experiment.run.Quality;
import org.outeffhop.hopfield.ForwardContext;
import org.outeffhop.quantization.QuantizationConfig;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * A classifier on test images; the quality is the share, in percent, whose class has the largest
 * score.
 *
 * @param batches the images' indices
 */
record HeldOutImages(ImageTask task, List<int[]> batches, Runnable afterBatch)
    implements MeasuredTask<Quality> {
  @Override
  public List<String> outlierProbePoints() {
    return task.model().outlierProbePoints();
  }

  @Override
  public QuantizationConfig quantization() {
    return QuantizationConfig.w8a8();
  }

  @Override
  public void calibrate(ForwardContext context) {
    for (int[] chosen : task.calibration()) {
      try (TensorScope scope = TensorScope.open()) {
        task.trainingLogits(chosen, context);
      }
      afterBatch.run();
    }
  }

  @Override
  public Quality evaluate(ForwardContext context) {
    double right = 0;
    double entropy = 0;
    long count = 0;
    for (int[] chosen : batches) {
      try (TensorScope scope = TensorScope.open()) {
        Tensor scores = task.testLogits(chosen, context).cpu();
        Tensor labels = Tensors.ofIndices(task.testLabels(chosen), chosen.length);
        right += Tensors.item(scores.argmax(new LongOptional(1), false).eq(labels).sum());
        entropy += Tensors.item(torch.cross_entropy_loss(scores, labels)) * chosen.length;
        count += chosen.length;
      }
      afterBatch.run();
    }
    return new Quality(100 * right / count, Map.of("cross_entropy", entropy / count));
  }
}
