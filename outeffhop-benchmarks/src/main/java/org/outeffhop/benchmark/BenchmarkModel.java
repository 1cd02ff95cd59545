package org.outeffhop.benchmark;

import java.util.List;
import java.util.Random;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.outeffhop.experiment.recipe.ForecastRecipe;
import org.outeffhop.experiment.recipe.ImageRecipe;
import org.outeffhop.experiment.recipe.TextRecipe;
import org.outeffhop.experiment.run.Recipe;
import org.outeffhop.hopfield.AttentionVariant;
import org.outeffhop.model.LanguageModel;
import org.outeffhop.model.StanHopConfig;
import org.outeffhop.model.StanHopNet;
import org.outeffhop.model.VisionTransformer;
import org.outeffhop.model.VisionTransformerConfig;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.Parameters;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;
import org.outeffhop.training.TrainingConfig;

/**
 * A model as its recipe trains it, and one random micro-batch.
 *
 * @param training with as many micro-batches in an update as the recipe has
 * @param unit what a step has some number of: tokens, images, windows
 * @param units of them in a step
 * @param data the micro-batch
 */
record BenchmarkModel(
    Parameters parameters,
    Loss loss,
    TrainingConfig training,
    String unit,
    long units,
    List<Tensor> data)
    implements AutoCloseable {
  private static final int EVERY_SEVENTH = 7;

  /** Of a recipe whose series follow from the data. */
  private static final int BUILT_IN_SERIES = 8;

  /** Of a recipe whose images' size follows from the data: the digits'. */
  private static final int BUILT_IN_IMAGE_SIZE = 8;

  /** The loss on the micro-batch. */
  interface Loss {
    Tensor of(ForwardContext context);
  }

  /**
   * The model of a recipe.
   *
   * @throws IllegalArgumentException if there is no such benchmark
   */
  static BenchmarkModel of(Recipe recipe, AttentionVariant method, Device device) {
    Engine.seed(0);
    BenchmarkModel model;
    if (recipe instanceof TextRecipe text) {
      model = language(text, method, device);
    } else if (recipe instanceof ForecastRecipe forecast) {
      model = forecast(forecast, method, device);
    } else if (recipe instanceof ImageRecipe images) {
      model = images(images, method, device);
    } else {
      throw new IllegalArgumentException(
          "model is " + recipe.type() + "; the benchmark has no data for it");
    }
    model.parameters().moveTo(device);
    return model;
  }

  private static BenchmarkModel images(ImageRecipe recipe, AttentionVariant method, Device device) {
    VisionTransformerConfig shape = recipe.model().withAttention(method);
    VisionTransformerConfig config =
        recipe.imageSize().isPresent()
            ? shape
            : shape.withPatches(BUILT_IN_IMAGE_SIZE, shape.patchSize());
    VisionTransformer model = new VisionTransformer(config);
    int count = recipe.batchSize() / recipe.training().gradientAccumulationSteps();
    int size = config.imageSize();
    Tensor images = kept(torch.randn(count, config.numChannels(), size, size), device);
    Tensor targets = kept(torch.randn(count, config.numLabels()).softmax(1), device);
    return new BenchmarkModel(
        model.parameters(),
        context -> model.softLoss(images, targets, context),
        recipe.training(),
        "images",
        recipe.batchSize(),
        List.of(images, targets));
  }

  private static BenchmarkModel language(
      TextRecipe recipe, AttentionVariant method, Device device) {
    LanguageModel model = recipe.model().withAttention(method).create();
    int sequences = recipe.batchSize() / recipe.training().gradientAccumulationSteps();
    int[] ids =
        new Random(0).ints(sequences * recipe.length(), 0, recipe.model().vocabSize()).toArray();
    Tensor inputIds = kept(Tensors.ofIndices(ids, sequences, recipe.length()), device);
    int[] targets = recipe.type().isCausal() ? ids : masked(ids);
    Tensor labels = kept(Tensors.ofIndices(targets, sequences, recipe.length()), device);
    return new BenchmarkModel(
        model.parameters(),
        context -> model.loss(inputIds, labels, context),
        recipe.training(),
        "tokens",
        (long) recipe.batchSize() * recipe.length(),
        List.of(inputIds, labels));
  }

  /** About as many labels as masking 15% leaves. */
  private static int[] masked(int[] ids) {
    int[] labels = ids.clone();
    for (int i = 0; i < labels.length; i++) {
      if (i % EVERY_SEVENTH != 0) {
        labels[i] = (int) LanguageModel.IGNORED_LABEL;
      }
    }
    return labels;
  }

  private static BenchmarkModel forecast(
      ForecastRecipe recipe, AttentionVariant method, Device device) {
    StanHopConfig shape = recipe.model().withAttention(method);
    StanHopConfig config =
        shape.numInputChannels() == 1 ? shape.withChannels(BUILT_IN_SERIES) : shape;
    StanHopNet net = new StanHopNet(config);
    int count = recipe.microBatches(recipe.batches().size());
    int windows = recipe.batches().size() / count;
    int series = config.numInputChannels();
    Tensor contexts = kept(torch.randn(windows, config.contextLength(), series), device);
    Tensor targets = kept(torch.randn(windows, config.predictionLength(), series), device);
    return new BenchmarkModel(
        net.parameters(),
        context -> net.loss(contexts, targets, context),
        recipe.training(1, count),
        "windows",
        (long) windows * count,
        List.of(contexts, targets));
  }

  /** The tensor on the device, in the scope of the caller no longer. */
  private static Tensor kept(Tensor tensor, Device device) {
    try (TensorScope scope = TensorScope.open();
        tensor) {
      return scope.release(Engine.to(tensor, device).clone());
    }
  }

  /** The products of a step. */
  MatrixProducts products() {
    return MatrixProducts.of(
        context -> {
          try (TensorScope scope = TensorScope.open()) {
            loss.of(context);
          }
        },
        training.gradientAccumulationSteps());
  }

  @Override
  public void close() {
    parameters.close();
    data.forEach(Tensor::close);
  }
}
