package org.outeffhop.experiment.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.outeffhop.data.image.Augmentation;
import org.outeffhop.data.image.ImageData;
import org.outeffhop.data.image.ImageSource;
import org.outeffhop.experiment.recipe.ImageRecipe;
import org.outeffhop.experiment.run.Execution;
import org.outeffhop.experiment.run.RunSpec;
import org.outeffhop.experiment.run.TaskTraining;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.hopfield.AttentionVariant;
import org.outeffhop.model.ImageModel;
import org.outeffhop.model.VisionTransformer;
import org.outeffhop.model.VisionTransformerConfig;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.quantization.BitWidths;
import org.outeffhop.quantization.Calibration;
import org.outeffhop.quantization.FakeQuantization;
import org.outeffhop.quantization.QuantizationConfig;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;
import org.outeffhop.training.Decay;
import org.outeffhop.training.Trainer;
import org.outeffhop.training.TrainingConfig;

class DigitsLearningTest {
  private static final Evaluation EVALUATION = Evaluation.of(1, 64).calibratedOn(2);

  private static ImageRecipe recipe() {
    AttentionConfig attention = AttentionConfig.opt(AttentionMethod.VANILLA);
    TrainingConfig training =
        TrainingConfig.adamW(300, 3e-3).warmup(30).schedule(Decay.COSINE).weightDecay(0.05);
    return new ImageRecipe(
        VisionTransformerConfig.grey(8, 2, 96, 2, 4, attention),
        OptionalInt.empty(),
        32,
        new Augmentation(0, 0, 0, 0, 0.1),
        training);
  }

  private static ImageClassification images(ImageData data) {
    return new ImageClassification(
        Once.of(data),
        () -> new RunData("digits", true),
        recipe().augmentation(),
        Optional.empty());
  }

  @Test
  void digitsAreRecognised() throws IOException {
    ImageRecipe recipe = recipe();
    RunSpec run =
        new RunSpec(
            recipe,
            AttentionVariant.of(AttentionMethod.OUTEFFHOP),
            1,
            EVALUATION,
            Execution.CPU,
            "digits");
    try (ImageData data = ImageSource.builtin().read(8);
        Device cpu = Engine.device("cpu");
        TaskTraining<ImageClassification, ImageModel> task =
            new TaskTraining<>(recipe, images(data), run, cpu)) {
      new Trainer(
              task.parameters().asMap(),
              task.objective(ForwardContext.EVALUATION),
              task.training(),
              List.of())
          .run();
      int[] batches = {0};
      Quantized measured =
          task.whole().telling(() -> batches[0]++).quantized(List.of(BitWidths.W4A4));
      assertTrue(measured.quality().value() > 80, "top-1 is " + measured.quality().value());
      assertEquals(measured.quality().value(), measured.w8a8().value(), 3);
      assertEquals(task.whole().batches(1), batches[0]);
      assertEquals(
          quantized(task.whole(), BitWidths.W4A4), measured.details().get("quality_w4a4"), 0);
      assertEquals(
          top1((VisionTransformer) task.model(), data, cpu), measured.quality().value(), 1e-9);
    }
  }

  /** By a calibration of its own. */
  private static double quantized(HeldOut<?, ?> whole, BitWidths bits) {
    QuantizationConfig config = whole.quantization().withBits(bits);
    Calibration calibration = new Calibration(config);
    whole.calibrateUnder(calibration);
    try (FakeQuantization quantization = new FakeQuantization(calibration, config)) {
      return whole.evaluateUnder(quantization).value();
    }
  }

  /** Image by image, in Java. */
  private static double top1(VisionTransformer model, ImageData data, Device cpu) {
    int right = 0;
    for (int image = 0; image < data.test().count(); image++) {
      try (TensorScope scope = TensorScope.open()) {
        Tensor pixels = data.normalised(data.test().pixels(new int[] {image}), cpu);
        Tensor logits = model.logits(pixels, ForwardContext.EVALUATION);
        float[] scores = Tensors.toFloats(logits);
        int best = 0;
        for (int label = 1; label < scores.length; label++) {
          best = scores[label] > scores[best] ? label : best;
        }
        right += best == data.test().labels()[image] ? 1 : 0;
      }
    }
    return 100.0 * right / data.test().count();
  }

  /** -mean over images of sum t log softmax, in double. */
  @Test
  void theSoftCrossEntropyIsThatOfTheFormula() throws IOException {
    ImageRecipe recipe = recipe();
    RunSpec run =
        new RunSpec(
            recipe,
            AttentionVariant.of(AttentionMethod.VANILLA),
            2,
            EVALUATION,
            Execution.CPU,
            "digits");
    try (ImageData data = ImageSource.builtin().read(8);
        Device cpu = Engine.device("cpu");
        TaskTraining<ImageClassification, ImageModel> task =
            new TaskTraining<>(recipe, images(data), run, cpu);
        TensorScope scope = TensorScope.open()) {
      int[] chosen = {0, 1, 2};
      Tensor images = data.normalised(data.test().pixels(chosen), cpu);
      double[] scores =
          Tensors.toDoubles(
              ((VisionTransformer) task.model()).logits(images, ForwardContext.EVALUATION));
      float[] targets = new float[30];
      double expected = 0;
      for (int row = 0; row < 3; row++) {
        double sum = 0;
        for (int k = 0; k < 10; k++) {
          sum += Math.exp(scores[10 * row + k]);
        }
        for (int k = 0; k < 10; k++) {
          targets[10 * row + k] = (k + row + 1) / (45f + 10 * (row + 1));
          expected -= targets[10 * row + k] * (scores[10 * row + k] - Math.log(sum)) / 3;
        }
      }
      Tensor loss =
          ((VisionTransformer) task.model())
              .softLoss(images, Tensors.of(targets, 3, 10), ForwardContext.EVALUATION);
      assertEquals(expected, Tensors.item(loss), 1e-5);
    }
  }
}
