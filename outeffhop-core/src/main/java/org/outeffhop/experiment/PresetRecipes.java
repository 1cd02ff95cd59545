package org.outeffhop.experiment;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.outeffhop.data.BlockStart;
import org.outeffhop.data.image.Augmentation;
import org.outeffhop.data.series.SeriesSplit;
import org.outeffhop.experiment.recipe.ForecastRecipe;
import org.outeffhop.experiment.recipe.ForecastRecipe.Batches;
import org.outeffhop.experiment.recipe.ForecastRecipe.Rate;
import org.outeffhop.experiment.recipe.ForecastRecipe.Stopping;
import org.outeffhop.experiment.recipe.ImageRecipe;
import org.outeffhop.experiment.recipe.MaskedLearning;
import org.outeffhop.experiment.recipe.TextRecipe;
import org.outeffhop.experiment.run.Recipe;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.model.BertConfig;
import org.outeffhop.model.Gpt2Config;
import org.outeffhop.model.InitialPositions;
import org.outeffhop.model.LanguageModelConfig;
import org.outeffhop.model.LlamaConfig;
import org.outeffhop.model.OptConfig;
import org.outeffhop.model.StanHopConfig;
import org.outeffhop.model.VisionTransformerConfig;
import org.outeffhop.training.Decay;
import org.outeffhop.training.TrainingConfig;

/** The recipes of the presets, one for each model. */
final class PresetRecipes {
  private static final AttentionConfig BERT = AttentionConfig.bert(AttentionMethod.VANILLA);
  private static final AttentionConfig OPT = AttentionConfig.opt(AttentionMethod.VANILLA);

  private PresetRecipes() {}

  static List<Recipe> smoke() {
    TrainingConfig masked = masked(8, 1e-3).warmup(2);
    TrainingConfig causal = causal(8, 1e-3).warmup(2);
    return List.of(
        text(BertConfig.small(1024, 32, 2, 2, 32, BERT), 4, masked),
        text(OptConfig.small(1024, 32, 2, 2, 32, OPT), 4, causal),
        text(LlamaConfig.small(1024, 32, 2, 2, 1, 32, OPT), 4, causal),
        text(Gpt2Config.small(1024, 32, 2, 2, 32, OPT), 4, causal),
        images(VisionTransformerConfig.grey(8, 2, 16, 2, 2, OPT), 4, images(8, 1e-3).warmup(2)),
        ForecastRecipe.of(
            StanHopConfig.small(12, 6, OPT).withPatches(3, 2, 3).withSize(2, 16, 2),
            new Batches(16, 16),
            new Stopping(1, 1),
            new Rate(1e-3, 0)));
  }

  /** Of what learns most within minutes, see the record of experiments. */
  static List<Recipe> usual() {
    TrainingConfig causal = causal(2500, 4e-3).warmup(250);
    return List.of(
        usualBert(),
        text(OptConfig.small(1024, 64, 4, 4, 64, OPT), 16, causal),
        text(LlamaConfig.small(1024, 64, 4, 4, 2, 64, OPT), 16, causal),
        text(Gpt2Config.small(1024, 64, 4, 4, 64, OPT), 16, causal),
        images(
            VisionTransformerConfig.grey(8, 2, 128, 4, 4, OPT), 32, images(1500, 1e-3).warmup(150)),
        ForecastRecipe.of(
            StanHopConfig.small(48, 12, OPT),
            new Batches(32, 32),
            new Stopping(5, 3),
            new Rate(2e-3, 0)));
  }

  /**
   * With random positions it would not learn to look at neighbours in this time. The usual standard
   * deviation of weights, 0.02, is for a width of 768.
   */
  private static TextRecipe usualBert() {
    BertConfig model = BertConfig.small(1024, 64, 3, 2, 32, BERT).withInitializerRange(0.07);
    TrainingConfig training = masked(4500, 3e-3).betas(0.9, 0.98).warmup(300);
    MaskedLearning learning = new MaskedLearning(0.3, InitialPositions.SINUSOIDAL);
    return new TextRecipe(model, 32, BlockStart.NONE, learning, 32, training);
  }

  /**
   * Heads with something to do at few places and nothing elsewhere, on the back-copy language; see
   * the record of experiments.
   */
  static List<Recipe> mechanism() {
    TrainingConfig training =
        TrainingConfig.adamW(4000, 1e-3).betas(0.9, 0.99).schedule(Decay.CONSTANT).maxGradNorm(0);
    return List.of(text(OptConfig.small(4096, 64, 3, 1, 64, OPT), 32, training));
  }

  static List<Recipe> small() {
    TrainingConfig causal = causal(1500, 2e-3).warmup(200);
    return List.of(
        text(BertConfig.small(8192, 256, 6, 8, 128, BERT), 16, masked(1500, 1e-3).warmup(200)),
        text(OptConfig.small(8192, 256, 6, 8, 128, OPT), 16, causal),
        text(LlamaConfig.small(8192, 256, 6, 8, 4, 128, OPT), 16, causal),
        text(Gpt2Config.small(8192, 256, 6, 8, 128, OPT), 16, causal),
        images(
            VisionTransformerConfig.grey(8, 2, 192, 6, 6, OPT), 32, images(3000, 1e-3).warmup(300)),
        ForecastRecipe.of(
            StanHopConfig.small(96, 24, OPT).withSize(3, 64, 4),
            new Batches(32, 32),
            new Stopping(20, 3),
            new Rate(2e-3, 0)));
  }

  /**
   * Length 128, 15% masked, 10k of 200k steps of warm-up, batch 256; clipped OutEffHop stretched as
   * in the paper's scripts.
   */
  static List<Recipe> paperBertBase() {
    AttentionConfig attention = BERT.withEta(AttentionConfig.BERT_CLIPPED_OUTEFFHOP_ETA);
    TrainingConfig training = masked(200_000, 1e-4).warmup(10_000).accumulate(8);
    return List.of(new TextRecipe(BertConfig.base(attention), 128, 256, training));
  }

  /** Length 512, 2k of 125k steps of warm-up, batch 192, decay on the gains of LayerNorm too. */
  static List<Recipe> paperOpt125m() {
    TrainingConfig training =
        causal(125_000, 4e-4).warmup(2_000).decayLayerNormGains(true).accumulate(24);
    return List.of(new TextRecipe(OptConfig.opt125m(OPT), 512, 192, training));
  }

  /**
   * 150 epochs of ImageNet-1k's 1,281,167 images, 10 of them of warm-up; 512 images in each of 2
   * processes times 5 accumulated batches.
   */
  static List<Recipe> paperVitSmall() {
    TrainingConfig training =
        images(37_650, 1e-3).warmup(2_510).weightDecay(0.03).maxGradNorm(0).accumulate(20);
    return List.of(
        new ImageRecipe(
            VisionTransformerConfig.small16(OPT),
            OptionalInt.of(224),
            5_120,
            new Augmentation(0, 0.5, 0.2, 0.2, 0.1),
            training));
  }

  /**
   * The paper's ETTh1, 168 to 24 hours, the rate halved as its training code does; 5 GiB of
   * activations at once instead of 20.
   */
  static List<Recipe> paperStanHopEtth1() {
    return List.of(
        new ForecastRecipe(
            StanHopConfig.etth1(OPT),
            Optional.of(SeriesSplit.ETT_HOURLY),
            new Batches(128, 32),
            new Stopping(100, 3),
            new Rate(1e-4, 2),
            0));
  }

  /** Sequences as long as the model takes, a decoder's with a start token at the head of each. */
  private static TextRecipe text(
      LanguageModelConfig model, int batchSize, TrainingConfig training) {
    BlockStart start = model.type().isCausal() ? BlockStart.BOS : BlockStart.NONE;
    return new TextRecipe(
        model, model.maxPositionEmbeddings(), start, MaskedLearning.USUAL, batchSize, training);
  }

  private static ImageRecipe images(
      VisionTransformerConfig model, int batchSize, TrainingConfig training) {
    return new ImageRecipe(
        model, OptionalInt.empty(), batchSize, new Augmentation(1, 0, 0, 0, 0.1), training);
  }

  private static TrainingConfig masked(long steps, double learningRate) {
    return TrainingConfig.adamW(steps, learningRate).weightDecay(0.01);
  }

  private static TrainingConfig causal(long steps, double learningRate) {
    return TrainingConfig.adamW(steps, learningRate).betas(0.9, 0.95).weightDecay(0.1);
  }

  private static TrainingConfig images(long steps, double learningRate) {
    return TrainingConfig.adamW(steps, learningRate).schedule(Decay.COSINE).weightDecay(0.05);
  }
}
