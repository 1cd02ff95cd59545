package org.outeffhop.experiment;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.outeffhop.data.image.Augmentation;
import org.outeffhop.data.series.SeriesSplit;
import org.outeffhop.experiment.recipe.ForecastRecipe;
import org.outeffhop.experiment.recipe.ImageRecipe;
import org.outeffhop.experiment.recipe.TextRecipe;
import org.outeffhop.experiment.run.Recipe;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.model.BertConfig;
import org.outeffhop.model.Gpt2Config;
import org.outeffhop.model.LlamaConfig;
import org.outeffhop.model.OptConfig;
import org.outeffhop.model.StanHopConfig;
import org.outeffhop.model.VisionTransformerConfig;
import org.outeffhop.training.Schedule;
import org.outeffhop.training.TrainingConfig;

/** The recipes of the presets. */
final class PresetRecipes {
  private static final AttentionConfig BERT = AttentionConfig.bert(AttentionMethod.VANILLA);
  private static final AttentionConfig OPT = AttentionConfig.opt(AttentionMethod.VANILLA);

  private static final Optional<SeriesSplit> BY_SHARES = Optional.empty();

  private PresetRecipes() {}

  static TextRecipe smokeBert() {
    return new TextRecipe(BertConfig.small(1024, 32, 2, 2, 32, BERT), 32, 4, bert(8, 2, 1e-3));
  }

  static TextRecipe smokeOpt() {
    return new TextRecipe(OptConfig.small(1024, 32, 2, 2, 32, OPT), 32, 4, opt(8, 2, 1e-3));
  }

  static TextRecipe defaultBert() {
    return new TextRecipe(BertConfig.small(4096, 64, 6, 4, 64, BERT), 64, 8, bert(1750, 175, 2e-3));
  }

  static TextRecipe defaultOpt() {
    return new TextRecipe(OptConfig.small(4096, 128, 6, 4, 64, OPT), 64, 4, opt(1500, 150, 3e-3));
  }

  static TextRecipe smallBert() {
    return new TextRecipe(
        BertConfig.small(8192, 256, 6, 8, 128, BERT), 128, 16, bert(1500, 200, 1e-3));
  }

  static TextRecipe smallOpt() {
    return new TextRecipe(
        OptConfig.small(8192, 256, 6, 8, 128, OPT), 128, 16, opt(1500, 200, 2e-3));
  }

  /** Length 128, 15% masked, 10k of 200k steps of warm-up, batch 256. */
  static TextRecipe paperBertBase() {
    TrainingConfig training =
        TrainingConfig.adamW(200_000, 1e-4).warmup(10_000).weightDecay(0.01).accumulate(8);
    return new TextRecipe(BertConfig.base(BERT), 128, 256, training);
  }

  /** Length 512, 2k of 125k steps of warm-up, batch 192, decay on the gains of LayerNorm too. */
  static TextRecipe paperOpt125m() {
    TrainingConfig training =
        TrainingConfig.adamW(125_000, 4e-4)
            .warmup(2_000)
            .betas(0.9, 0.95)
            .weightDecay(0.1)
            .decayLayerNormGains(true)
            .accumulate(24);
    return new TextRecipe(OptConfig.opt125m(OPT), 512, 192, training);
  }

  private static TextRecipe smokeLlama() {
    return new TextRecipe(LlamaConfig.small(1024, 32, 2, 2, 1, 32, OPT), 32, 4, opt(8, 2, 1e-3));
  }

  private static TextRecipe defaultLlama() {
    return new TextRecipe(
        LlamaConfig.small(4096, 128, 6, 4, 2, 64, OPT), 64, 4, opt(1500, 150, 3e-3));
  }

  private static TextRecipe smallLlama() {
    return new TextRecipe(
        LlamaConfig.small(8192, 256, 6, 8, 4, 128, OPT), 128, 16, opt(1500, 200, 2e-3));
  }

  private static TextRecipe smokeGpt2() {
    return new TextRecipe(Gpt2Config.small(1024, 32, 2, 2, 32, OPT), 32, 4, opt(8, 2, 1e-3));
  }

  private static TextRecipe defaultGpt2() {
    return new TextRecipe(Gpt2Config.small(4096, 128, 6, 4, 64, OPT), 64, 4, opt(1500, 150, 3e-3));
  }

  private static TextRecipe smallGpt2() {
    return new TextRecipe(
        Gpt2Config.small(8192, 256, 6, 8, 128, OPT), 128, 16, opt(1500, 200, 2e-3));
  }

  /** What the preset has for those who name the model. */
  static List<Recipe> smokeOnRequest() {
    return List.of(smokeLlama(), smokeGpt2());
  }

  /** What the preset has for those who name the model. */
  static List<Recipe> defaultOnRequest() {
    return List.of(defaultLlama(), defaultGpt2());
  }

  /** What the preset has for those who name the model. */
  static List<Recipe> smallOnRequest() {
    return List.of(smallLlama(), smallGpt2());
  }

  static ImageRecipe smokeVit() {
    return vit(VisionTransformerConfig.grey(8, 2, 16, 2, 2, OPT), 4, vit(8, 2, 1e-3));
  }

  static ImageRecipe defaultVit() {
    return vit(VisionTransformerConfig.grey(8, 2, 128, 4, 4, OPT), 32, vit(1500, 150, 1e-3));
  }

  static ImageRecipe smallVit() {
    return vit(VisionTransformerConfig.grey(8, 2, 192, 6, 6, OPT), 32, vit(3000, 300, 1e-3));
  }

  /**
   * 150 epochs of ImageNet-1k's 1,281,167 images, 10 of them of warm-up; 512 images in each of 2
   * processes times 5 accumulated batches.
   */
  static ImageRecipe paperVitSmall() {
    TrainingConfig training =
        TrainingConfig.adamW(37_650, 1e-3)
            .warmup(2_510)
            .schedule(Schedule.COSINE)
            .weightDecay(0.03)
            .maxGradNorm(0)
            .accumulate(20);
    return new ImageRecipe(
        VisionTransformerConfig.small16(OPT),
        OptionalInt.of(224),
        5_120,
        new Augmentation(0, 0.5, 0.2, 0.2, 0.1),
        training);
  }

  private static ImageRecipe vit(
      VisionTransformerConfig model, int batchSize, TrainingConfig training) {
    return new ImageRecipe(
        model, OptionalInt.empty(), batchSize, new Augmentation(1, 0, 0, 0, 0.1), training);
  }

  private static TrainingConfig vit(long steps, long warmup, double learningRate) {
    return TrainingConfig.adamW(steps, learningRate)
        .warmup(warmup)
        .schedule(Schedule.COSINE)
        .weightDecay(0.05);
  }

  static ForecastRecipe smokeStanHop() {
    return new ForecastRecipe(
        StanHopConfig.small(12, 6, OPT).withPatches(3, 2, 3).withSize(2, 16, 2),
        BY_SHARES,
        16,
        16,
        1,
        1,
        1e-3,
        0,
        5,
        0);
  }

  static ForecastRecipe defaultStanHop() {
    return new ForecastRecipe(
        StanHopConfig.small(48, 12, OPT), BY_SHARES, 32, 32, 5, 3, 2e-3, 0, 5, 0);
  }

  static ForecastRecipe smallStanHop() {
    return new ForecastRecipe(
        StanHopConfig.small(96, 24, OPT).withSize(3, 64, 4),
        BY_SHARES,
        32,
        32,
        20,
        3,
        2e-3,
        0,
        5,
        0);
  }

  /**
   * The paper's ETTh1, 168 to 24 hours, the rate halved as its training code does; 5 GiB of
   * activations at once instead of 20.
   */
  static ForecastRecipe paperStanHopEtth1() {
    return new ForecastRecipe(
        StanHopConfig.etth1(OPT),
        Optional.of(SeriesSplit.ETT_HOURLY),
        128,
        32,
        100,
        3,
        1e-4,
        2,
        5,
        0);
  }

  private static TrainingConfig bert(long steps, long warmup, double learningRate) {
    return TrainingConfig.adamW(steps, learningRate).warmup(warmup).weightDecay(0.01);
  }

  private static TrainingConfig opt(long steps, long warmup, double learningRate) {
    return TrainingConfig.adamW(steps, learningRate)
        .warmup(warmup)
        .betas(0.9, 0.95)
        .weightDecay(0.1);
  }
}
