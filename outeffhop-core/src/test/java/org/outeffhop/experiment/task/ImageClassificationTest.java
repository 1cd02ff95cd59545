package org.outeffhop.experiment.task;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
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
import org.outeffhop.metrics.ModuleOutliers;
import org.outeffhop.metrics.OutlierSummary;
import org.outeffhop.model.ImageModel;
import org.outeffhop.model.VisionTransformerConfig;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.Probe;
import org.outeffhop.tensor.ResidentMemory;
import org.outeffhop.tensor.Tensors;
import org.outeffhop.training.Decay;
import org.outeffhop.training.StepResult;
import org.outeffhop.training.Trainer;
import org.outeffhop.training.TrainingConfig;
import org.outeffhop.training.TrainingListener;

class ImageClassificationTest {
  private static final long MEBIBYTE = 1L << 20;
  private static final int STEPS = 1_300;
  private static final Evaluation EVALUATION = Evaluation.of(1, 100).calibratedOn(2);
  private static final ImageRecipe RECIPE =
      new ImageRecipe(
          VisionTransformerConfig.grey(8, 2, 8, 2, 2, AttentionConfig.opt(AttentionMethod.VANILLA)),
          OptionalInt.empty(),
          4,
          new Augmentation(1, 0.5, 0.8, 1, 0.1),
          TrainingConfig.adamW(STEPS, 1e-3).warmup(10).schedule(Decay.COSINE).weightDecay(0.05));

  private ImageData data;
  private Device cpu;
  private TaskTraining<ImageClassification, ImageModel> task;

  private static ImageClassification images(ImageData data) {
    return new ImageClassification(
        Once.of(data), () -> new RunData("digits", true), RECIPE.augmentation(), Optional.empty());
  }

  @BeforeEach
  void open() throws IOException {
    data = ImageSource.builtin().read(8);
    cpu = Engine.device("cpu");
    RunSpec run =
        new RunSpec(
            RECIPE,
            AttentionVariant.of(AttentionMethod.VANILLA),
            3,
            EVALUATION,
            Execution.CPU,
            "digits");
    task = new TaskTraining<>(RECIPE, images(data), run, cpu);
  }

  @AfterEach
  void close() {
    task.close();
    cpu.close();
    data.close();
  }

  /** Kurtosis and norm of every image in loops over doubles, averaged over the whole test part. */
  @Test
  void outliersAreThoseOfEveryBlockAndEveryPerceptron() {
    List<String> points =
        List.of(
            "vit.encoder.layer.0.output.dense",
            "vit.encoder.layer.0",
            "vit.encoder.layer.1.output.dense",
            "vit.encoder.layer.1");
    Map<String, List<double[]>> seen = new LinkedHashMap<>();
    Probe probe =
        (name, x) -> {
          if (points.contains(name)) {
            remember(seen.computeIfAbsent(name, key -> new ArrayList<>()), x);
          }
          return x;
        };
    task.whole().evaluate(ForwardContext.evaluation(probe));
    OutlierSummary summary = task.whole().full().outliers();
    assertEquals(points, summary.modules().stream().map(ModuleOutliers::module).toList());
    double kurtoses = 0;
    double largest = 0;
    for (ModuleOutliers module : summary.modules()) {
      List<double[]> images = seen.get(module.module());
      assertEquals(data.test().count(), images.size());
      double kurtosis =
          images.stream().mapToDouble(ImageClassificationTest::kurtosis).average().orElseThrow();
      double norm =
          images.stream().mapToDouble(ImageClassificationTest::norm).average().orElseThrow();
      assertEquals(kurtosis, module.kurtosis(), 1e-9 * kurtosis, module.module());
      assertEquals(norm, module.maximumInfinityNorm(), 1e-9 * norm, module.module());
      kurtoses += kurtosis / points.size();
      largest = Math.max(largest, norm);
    }
    assertEquals(kurtoses, summary.averageKurtosis(), 1e-9 * kurtoses);
    assertEquals(largest, summary.maximumInfinityNorm(), 1e-9 * largest);
  }

  private static void remember(List<double[]> images, Tensor activation) {
    double[] values = Tensors.toDoubles(activation);
    int size = values.length / Math.toIntExact(activation.size(0));
    for (int first = 0; first < values.length; first += size) {
      images.add(Arrays.copyOfRange(values, first, first + size));
    }
  }

  private static double kurtosis(double[] x) {
    double mean = Arrays.stream(x).average().orElseThrow();
    double variance = Arrays.stream(x).map(v -> (v - mean) * (v - mean)).sum() / (x.length - 1);
    double fourth = Arrays.stream(x).map(v -> Math.pow(v - mean, 4)).average().orElseThrow();
    return fourth / (variance * variance + 1e-6);
  }

  private static double norm(double[] x) {
    return Arrays.stream(x).map(Math::abs).max().orElseThrow();
  }

  /** Patches of 2 x 2 pixels hold each image's pixels once: sorted, they are the image's. */
  @Test
  void rangesComeFromTrainingImagesAsTheyAre() {
    Set<List<Float>> training =
        images(data.normalised(data.training().pixels(), cpu)).stream().collect(Collectors.toSet());
    List<List<Float>> calibrated = new ArrayList<>();
    Probe probe =
        (name, x) -> {
          if (name.equals("inputs")) {
            calibrated.addAll(images(x));
          }
          return x;
        };
    task.whole().calibrate(ForwardContext.evaluation(probe));
    assertEquals(200, calibrated.size());
    assertTrue(training.containsAll(calibrated));
  }

  private static List<List<Float>> images(Tensor images) {
    List<List<Float>> all = new ArrayList<>();
    List<double[]> rows = new ArrayList<>();
    remember(rows, images);
    for (double[] row : rows) {
      all.add(Arrays.stream(row).sorted().mapToObj(value -> (float) value).toList());
    }
    return all;
  }

  @Test
  void trainingIsAFunctionOfTheSeedAndHoldsItsMemory() {
    long[] resident = new long[2];
    List<Double> losses = new ArrayList<>();
    new Trainer(
            task.parameters().asMap(),
            task.objective(ForwardContext.EVALUATION),
            task.training(),
            List.of(
                result -> {
                  losses.add(result.loss());
                  if (result.step() == STEPS - 1_000) {
                    resident[0] = residentWithoutGarbage();
                  }
                }))
        .run();
    resident[1] = residentWithoutGarbage();
    long growth = (resident[1] - resident[0]) / MEBIBYTE;
    assertTrue(growth < 30, "a thousand steps grew memory by " + growth + " MiB");
    assertArrayEquals(firstLosses(20), losses.stream().limit(20).mapToDouble(x -> x).toArray());
  }

  private static long residentWithoutGarbage() {
    System.gc();
    return ResidentMemory.bytes();
  }

  /** The losses of the first updates of a task of its own. */
  private double[] firstLosses(int count) {
    List<Double> losses = new ArrayList<>();
    RunSpec run =
        new RunSpec(
            RECIPE,
            AttentionVariant.of(AttentionMethod.VANILLA),
            3,
            EVALUATION,
            Execution.CPU,
            "digits");
    try (TaskTraining<ImageClassification, ImageModel> again =
        new TaskTraining<>(RECIPE, images(data), run, cpu)) {
      new Trainer(
              again.parameters().asMap(),
              again.objective(ForwardContext.EVALUATION),
              again.training(),
              List.of(
                  new TrainingListener() {
                    @Override
                    public void onStep(StepResult result) {
                      losses.add(result.loss());
                    }

                    @Override
                    public boolean endsTraining() {
                      return losses.size() == count;
                    }
                  }))
          .run();
    }
    return losses.stream().mapToDouble(x -> x).toArray();
  }
}
