package org.outeffhop.training;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.outeffhop.data.BlockSampler;
import org.outeffhop.data.pattern.OpticalDigits;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.model.VisionTransformer;
import org.outeffhop.model.VisionTransformerConfig;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.Probe;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * A vision transformer learns the built-in digits, of which one in ten would be right by chance.
 */
class DigitsTest {
  private static final int TRAINING = 1500;
  private static final int BATCH = 32;
  private static final int STEPS = 300;

  @Test
  void heldOutDigitsAreRecognised() {
    Engine.seed(0);
    try (TensorScope scope = TensorScope.open();
        VisionTransformer model =
            new VisionTransformer(
                VisionTransformerConfig.grey(
                    8, 2, 32, 2, 4, AttentionConfig.bert(AttentionMethod.OUTEFFHOP)))) {
      OpticalDigits digits = OpticalDigits.load();
      Tensor images =
          digits.patterns().values().reshape(-1, 1, 8, 8).mul(new Scalar(2.0)).sub(new Scalar(1.0));
      Tensor labels =
          Tensors.ofIndices(
              digits.labels().stream().mapToInt(Integer::intValue).toArray(),
              digits.labels().size());
      BlockSampler sampler = new BlockSampler(TRAINING, BATCH, 0);
      ForwardContext context = new ForwardContext(Probe.NONE, true, false);
      TrainingConfig config =
          TrainingConfig.adamW(STEPS, 6e-3).warmup(30).schedule(Decay.COSINE).weightDecay(0.01);
      Objective objective =
          (step, microBatch) -> {
            Tensor chosen = Tensors.ofIndices(sampler.indices(step), BATCH);
            return model.loss(
                images.index_select(0, chosen), labels.index_select(0, chosen), context);
          };
      new Trainer(model.parameters().asMap(), objective, config, List.of()).run();
      double accuracy = accuracy(model, images, labels);
      // Chance is 0.1. Processors round differently, and after so few steps that is worth 0.05.
      assertTrue(accuracy > 0.6, "accuracy " + accuracy);
    }
  }

  private static double accuracy(VisionTransformer model, Tensor images, Tensor labels) {
    try (NoGradGuard constant = new NoGradGuard()) {
      long rest = images.size(0) - TRAINING;
      Tensor logits = model.logits(images.narrow(0, TRAINING, rest), ForwardContext.EVALUATION);
      double[] scores = Tensors.toDoubles(logits);
      long[] expected = Tensors.toLongs(labels.narrow(0, TRAINING, rest));
      return IntStream.range(0, expected.length).filter(i -> best(scores, i) == expected[i]).count()
          / (double) expected.length;
    }
  }

  private static int best(double[] scores, int image) {
    return IntStream.range(0, 10)
        .reduce((a, b) -> scores[10 * image + b] > scores[10 * image + a] ? b : a)
        .orElseThrow();
  }
}
