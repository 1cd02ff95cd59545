package org.outeffhop.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.outeffhop.experiment.Preset;
import org.outeffhop.experiment.recipe.ForecastRecipe;
import org.outeffhop.experiment.recipe.TextRecipe;
import org.outeffhop.experiment.run.Changes;
import org.outeffhop.experiment.run.Recipe;
import org.outeffhop.experiment.run.Setting;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.hopfield.AttentionVariant;
import org.outeffhop.model.LlamaConfig;
import org.outeffhop.model.ModelType;
import org.outeffhop.model.StanHopConfig;
import org.outeffhop.model.VisionTransformer;
import org.outeffhop.model.VisionTransformerConfig;
import org.outeffhop.progress.Progress;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/** Six operations for every weight of a matrix and row: Kaplan et al. 2020, section 2.1. */
class MatrixProductsTest {
  private static final AttentionConfig ATTENTION = AttentionConfig.opt(AttentionMethod.OUTEFFHOP);

  private static double operations(Recipe recipe) {
    try (Device cpu = Engine.device("cpu");
        BenchmarkModel model =
            BenchmarkModel.of(recipe, AttentionVariant.of(AttentionMethod.OUTEFFHOP), cpu)) {
      return model.products().operations();
    }
  }

  private static TextRecipe text(ModelType kind) {
    return (TextRecipe) Preset.SMOKE.settings().recipes().get(kind);
  }

  private static double tokens(TextRecipe recipe) {
    return recipe.batchSize() * (double) recipe.length();
  }

  /** Twelve times width and length for every token of attention, without causal savings. */
  private static double attention(TextRecipe recipe) {
    double width = recipe.model().hiddenSize();
    return 12 * tokens(recipe) * recipe.length() * width * recipe.model().numHiddenLayers();
  }

  /** Blocks with twelve squares of the width. */
  private static double blocks(TextRecipe recipe) {
    double width = recipe.model().hiddenSize();
    double weights = 12 * width * width * recipe.model().numHiddenLayers();
    return 6 * weights * tokens(recipe) + attention(recipe);
  }

  @Test
  void aDecoder() {
    TextRecipe recipe = text(ModelType.OPT);
    double rows = tokens(recipe) - recipe.batchSize();
    double head = rows * recipe.model().hiddenSize() * recipe.model().vocabSize();
    assertEquals(blocks(recipe) + 6 * head, operations(recipe), 1);
  }

  /** The head sees masked tokens only, every seventh. */
  @Test
  void anEncoder() {
    TextRecipe recipe = text(ModelType.BERT);
    double width = recipe.model().hiddenSize();
    double head = Math.ceil(tokens(recipe) / 7) * width * (width + recipe.model().vocabSize());
    assertEquals(blocks(recipe) + 6 * head, operations(recipe), 1);
  }

  /** Two heads share a key, and a perceptron has three matrices. */
  @Test
  void aDecoderWithGroupedKeysInMicroBatches() {
    TextRecipe plain = text(ModelType.OPT);
    TextRecipe recipe =
        new TextRecipe(LlamaConfig.small(300, 32, 3, 4, 2, 16, ATTENTION), 16, 4, plain.training());
    double perToken = 3 * (2 * 32 * 32 + 2 * 32 * 16 + 3 * 32 * recipe.model().mlpSize());
    double head = 6 * (4 * 15) * 32 * 300;
    assertEquals(6 * perToken * 4 * 16 + attention(recipe) + head, operations(recipe), 1);
  }

  /** Four kinds of attention a layer, one of which projects its few trained patterns once. */
  @Test
  void aForecastInMicroBatches() {
    StanHopConfig model =
        StanHopConfig.small(24, 12, ATTENTION)
            .withChannels(3)
            .withPatches(6, 1, 5)
            .withSize(2, 16, 2);
    ForecastRecipe recipe =
        ForecastRecipe.of(
            model,
            new ForecastRecipe.Batches(8, 4),
            new ForecastRecipe.Stopping(1, 1),
            new ForecastRecipe.Rate(1e-3, 0));
    double square = 16 * 16;
    double encoded = 4 * 3 * 4;
    double forecast = 4 * 3 * 2;
    double perToken = 10 * square + 4 * 16 * model.ffnDim();
    double pooled = 2 * 5 * square;
    double tandems = 2 * (encoded * perToken + pooled) + 3 * (forecast * perToken + pooled);
    double decoder = 3 * (forecast * (4 * square + 16 * 6) + encoded * 2 * square);
    double embedding = 4 * encoded * 6 * 16;
    double encoderScores = 2 * (4 * 3 * 4 * 4 + 4 * 4 * 3 * (3 + 5));
    double decoderScores = 3 * (4 * 3 * 2 * (2 + 4) + 4 * 2 * 3 * (3 + 5));
    double microBatch =
        6 * (tandems + decoder) + embedding + 12 * 16 * (encoderScores + decoderScores);
    assertEquals(2 * microBatch, operations(recipe), 1);
  }

  /** Of four patches, whose values need no gradient, and the class. */
  @Test
  void aVisionTransformer() {
    Engine.seed(1);
    VisionTransformerConfig config =
        VisionTransformerConfig.grey(8, 4, 16, 3, 2, AttentionConfig.bert(AttentionMethod.VANILLA));
    try (TensorScope scope = TensorScope.open();
        VisionTransformer model = new VisionTransformer(config)) {
      Tensor images = torch.randn(2, 1, 8, 8);
      Tensor labels = Tensors.ofIndices(new int[] {3, 4}, 2);
      double counted =
          MatrixProducts.of(context -> model.loss(images, labels, context), 1).operations();
      double blocks = 3 * (6.0 * 10 * 12 * 16 * 16 + 12 * 2 * 5 * 5 * 16);
      assertEquals(4.0 * 8 * 16 * 16 + blocks + 6.0 * 2 * 16 * 10, counted, 1);
    }
  }

  /** The size of the images is the data's, and a command's changes must not lose it. */
  @Test
  void aPresetsVisionTransformerSeesTheDigits() {
    Recipe recipe =
        Preset.SMOKE
            .settings()
            .with(new Changes().set(Setting.BATCH, 8))
            .recipes()
            .get(ModelType.VIT);
    double images = 8;
    double tokens = images * 17;
    double blocks = 2 * (6 * tokens * 12 * 16 * 16 + 12 * tokens * 17 * 16);
    double patches = 4 * images * 16 * 4 * 16;
    assertEquals(patches + blocks + 6 * images * 16 * 10, operations(recipe), 1);
  }

  @Test
  void everyModelOfAPresetHasItsRow() {
    Map<ModelType, Recipe> recipes =
        Map.of(ModelType.STANHOP, Preset.SMOKE.settings().recipes().get(ModelType.STANHOP));
    List<StepRow> rows =
        new StepBenchmark(
                recipes,
                List.of(AttentionVariant.of(AttentionMethod.OUTEFFHOP)),
                "cpu",
                1,
                Progress.none())
            .run();
    assertEquals(16, rows.get(0).units());
    assertTrue(StepRow.table(rows).fit(120).contains("windows"));
  }
}
