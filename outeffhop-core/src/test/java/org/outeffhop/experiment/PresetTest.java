package org.outeffhop.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.outeffhop.data.BlockStart;
import org.outeffhop.data.TextCorpus;
import org.outeffhop.data.image.Augmentation;
import org.outeffhop.data.series.SeriesSplit;
import org.outeffhop.experiment.recipe.ForecastRecipe;
import org.outeffhop.experiment.recipe.ImageRecipe;
import org.outeffhop.experiment.recipe.MaskedLearning;
import org.outeffhop.experiment.recipe.TextRecipe;
import org.outeffhop.experiment.run.Changes;
import org.outeffhop.experiment.run.Recipe;
import org.outeffhop.experiment.run.Setting;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.model.InitialPositions;
import org.outeffhop.model.LanguageModel;
import org.outeffhop.model.ModelType;
import org.outeffhop.model.VisionTransformer;
import org.outeffhop.tensor.Engine;
import org.outeffhop.training.AdamW;
import org.outeffhop.training.Decay;
import org.outeffhop.training.TrainingConfig;

class PresetTest {
  private static TextRecipe recipe(Preset preset, ModelType kind) {
    return (TextRecipe) preset.settings(List.of(kind)).recipes().get(kind);
  }

  private static long parameters(TextRecipe recipe, AttentionMethod method) {
    Engine.start();
    try (LanguageModel model = recipe.model().withMethod(method).create()) {
      return model.parameters().count();
    }
  }

  /**
   * Hugging Face reports 109,514,298 parameters for BertForMaskedLM base and 125,239,296 for
   * OPT-125m. OutEffHop adds none, a learned sink one a head.
   */
  @Test
  void thePapersModelsHaveHuggingFacesParameterCounts() {
    TextRecipe bert = recipe(Preset.PAPER_BERT_BASE, ModelType.BERT);
    assertEquals(109_514_298, parameters(bert, AttentionMethod.VANILLA));
    assertEquals(109_514_298, parameters(bert, AttentionMethod.OUTEFFHOP));
    TextRecipe opt = recipe(Preset.PAPER_OPT_125M, ModelType.OPT);
    assertEquals(125_239_296, parameters(opt, AttentionMethod.OUTEFFHOP));
    assertEquals(125_239_296 + 12 * 12, parameters(opt, AttentionMethod.LEARNED_SINK));
  }

  @Test
  void thePapersRecipesAreThoseOfItsScripts() {
    TextRecipe bert = recipe(Preset.PAPER_BERT_BASE, ModelType.BERT);
    assertEquals(128, bert.length());
    assertEquals(256, bert.batchSize());
    assertEquals(200_000, bert.training().steps());
    assertEquals(0.5e-4, bert.training().learningRateAt(5_000), 1e-12);
    TextRecipe opt = recipe(Preset.PAPER_OPT_125M, ModelType.OPT);
    assertEquals(512, opt.length());
    assertEquals(192, opt.batchSize());
    assertEquals(4e-4, opt.training().learningRateAt(2_000), 1e-12);
    assertEquals(
        AdamW.Config.DEFAULT.betas(0.9, 0.95).weightDecay(0.1).decayLayerNormGains(true),
        opt.training().optimizer());
  }

  /** The authors' {@code clippedsoftmax1(-.025:1)} is gamma -0.025 and eta 1.1. */
  @Test
  void onlyThePapersBertStretchesClippedOutEffHopAsItsScriptsDo() {
    AttentionMethod clipped = AttentionMethod.CLIPPED_OUTEFFHOP;
    TextRecipe paper = recipe(Preset.PAPER_BERT_BASE, ModelType.BERT);
    assertEquals(1.1, paper.model().withMethod(clipped).attention().eta());
    assertEquals(Map.of("attention_eta", 1.1), paper.settingsOf(clipped));
    assertEquals(Map.of(), paper.settingsOf(AttentionMethod.CLIPPED));
    assertEquals(Map.of(), paper.settingsOf(AttentionMethod.VANILLA));
    for (TextRecipe other :
        List.of(
            recipe(Preset.SMALL, ModelType.BERT), recipe(Preset.PAPER_OPT_125M, ModelType.OPT))) {
      assertEquals(1, other.model().withMethod(clipped).attention().eta());
      assertEquals(Map.of(), other.settingsOf(clipped));
    }
  }

  @Test
  void fewerStepsShortenTheWarmUp() {
    TrainingConfig training =
        recipe(Preset.SMALL, ModelType.OPT).with(new Changes().set(Setting.STEPS, 7L)).training();
    assertEquals(7, training.steps());
    assertEquals(7, training.warmupSteps());
  }

  @Test
  void theOptimiserOfModelsThatAreTrainedForStepsCanBeChanged() {
    Changes changes =
        new Changes()
            .set(Setting.SCHEDULE, Decay.CONSTANT)
            .set(Setting.WEIGHT_DECAY, 0.0)
            .set(Setting.BETA2, 0.98)
            .set(Setting.MAX_GRAD_NORM, 0.5)
            .set(Setting.ACCUMULATE, 4);
    Map<ModelType, Recipe> recipes = Preset.DEFAULT.settings().recipes();
    for (ModelType type : List.of(ModelType.OPT, ModelType.VIT)) {
      Recipe recipe = recipes.get(type);
      assertTrue(recipe.settings().containsAll(changes.settings()));
      Map<String, Object> map = recipe.with(changes).asMap();
      assertEquals("constant", map.get("schedule"));
      assertEquals(0.0, map.get("weight_decay"));
      assertEquals(0.9, map.get("adam_beta1"));
      assertEquals(0.98, map.get("adam_beta2"));
      assertEquals(0.5, map.get("max_grad_norm"));
      assertEquals(4, map.get("gradient_accumulation_steps"));
    }
    assertFalse(recipes.get(ModelType.STANHOP).settings().contains(Setting.SCHEDULE));
  }

  @Test
  void theMechanismIsTrainedOnATextThatNeedsNoOps() {
    assertEquals(TextCorpus.named("back-copy:length=63").name(), Preset.MECHANISM.text().name());
    assertEquals(TextCorpus.builtin().name(), Preset.DEFAULT.text().name());
    assertEquals(8, Preset.MECHANISM.settings().seeds());
    Map<String, Object> recipe = recipe(Preset.MECHANISM, ModelType.OPT).asMap();
    assertEquals("bos", recipe.get("block_start"));
    assertEquals("constant", recipe.get("schedule"));
    assertEquals(0.0, recipe.get("weight_decay"));
    assertEquals(0.99, recipe.get("adam_beta2"));
    assertEquals(0.0, recipe.get("max_grad_norm"));
    assertEquals(64, recipe.get("length"));
  }

  @Test
  void decodersMayHaveAStartTokenInEverySequence() {
    Changes changes = new Changes().set(Setting.BLOCK_START, BlockStart.BOS);
    for (Preset ours : List.of(Preset.SMOKE, Preset.DEFAULT, Preset.SMALL)) {
      for (ModelType decoder : List.of(ModelType.OPT, ModelType.GPT2, ModelType.LLAMA)) {
        assertEquals("bos", recipe(ours, decoder).asMap().get("block_start"));
      }
    }
    TextRecipe opt = recipe(Preset.PAPER_OPT_125M, ModelType.OPT);
    assertEquals(BlockStart.NONE, opt.start());
    assertFalse(opt.asMap().containsKey("block_start"));
    assertEquals("bos", opt.with(changes).asMap().get("block_start"));
    TextRecipe bert = recipe(Preset.SMALL, ModelType.BERT);
    assertEquals(bert, bert.with(changes));
    assertFalse(bert.settings().contains(Setting.BLOCK_START));
  }

  @Test
  void onlyTheDefaultBertLearnsInAnotherWay() {
    TextRecipe bert = recipe(Preset.DEFAULT, ModelType.BERT);
    assertEquals(0.3, bert.asMap().get("masked_share"));
    assertEquals("sinusoidal", bert.asMap().get("initial_positions"));
    Changes changes =
        new Changes()
            .set(Setting.MASKED_SHARE, 0.15)
            .set(Setting.INITIAL_POSITIONS, InitialPositions.RANDOM);
    TextRecipe usual = bert.with(changes);
    assertEquals(MaskedLearning.USUAL, usual.masked());
    assertFalse(usual.asMap().containsKey("masked_share"));
    assertFalse(usual.asMap().containsKey("initial_positions"));
    for (Preset other : List.of(Preset.SMOKE, Preset.SMALL, Preset.PAPER_BERT_BASE)) {
      assertEquals(MaskedLearning.USUAL, recipe(other, ModelType.BERT).masked());
    }
    TextRecipe opt = recipe(Preset.DEFAULT, ModelType.OPT);
    assertFalse(opt.settings().contains(Setting.MASKED_SHARE));
    assertEquals(opt, opt.with(changes));
    IllegalArgumentException none =
        assertThrows(
            IllegalArgumentException.class, () -> new MaskedLearning(0, InitialPositions.RANDOM));
    assertEquals("masked_share is 0.0; it must be above 0 and below 1", none.getMessage());
    IllegalArgumentException decoder =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                new TextRecipe(opt.model(), 64, BlockStart.BOS, bert.masked(), 16, opt.training()));
    assertEquals(
        "model_type is opt, which masks nothing: {masked_share=0.3, initial_positions=sinusoidal} is for others",
        decoder.getMessage());
  }

  @Test
  void aBatchThatItsMicroBatchesDoNotDivideIsRefused() {
    TextRecipe paper = recipe(Preset.PAPER_OPT_125M, ModelType.OPT);
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> new TextRecipe(paper.model(), 512, 100, paper.training()));
    assertEquals(
        "batch_size is 100 and gradient_accumulation_steps 24; the steps must divide the batch",
        e.getMessage());
  }

  /** timm's vit_small_patch16_224 and Hugging Face's ViT of its shape have as many parameters. */
  @Test
  void thePapersVisionTransformerIsThatOfItsScript() {
    ImageRecipe recipe =
        (ImageRecipe) Preset.PAPER_VIT_SMALL.settings().recipes().get(ModelType.VIT);
    Engine.start();
    try (VisionTransformer model = new VisionTransformer(recipe.model())) {
      assertEquals(22_050_664, model.parameters().count());
    }
    assertEquals(OptionalInt.of(224), recipe.imageSize());
    assertEquals(2 * 512 * 5, recipe.batchSize());
    assertEquals(new Augmentation(0, 0.5, 0.2, 0.2, 0.1), recipe.augmentation());
    long epoch = Math.round(1_281_167.0 / recipe.batchSize() + 0.5);
    assertEquals(150 * epoch, recipe.training().steps());
    assertEquals(10 * epoch, recipe.training().warmupSteps());
    assertEquals(1e-3, recipe.training().learningRate());
    assertEquals(AdamW.Config.DEFAULT.weightDecay(0.03), recipe.training().optimizer());
  }

  @Test
  void imagesOfOtherSizesTakeOtherPatches() {
    ImageRecipe recipe =
        ((ImageRecipe) Preset.SMOKE.settings().recipes().get(ModelType.VIT))
            .with(new Changes().set(Setting.IMAGE_SIZE, 28).set(Setting.PATCH_SIZE, 7));
    assertEquals(OptionalInt.of(28), recipe.imageSize());
    assertEquals(7, recipe.model().patchSize());
    assertEquals(
        "image_size is 30 and patch_size 7; patches must fill the image",
        assertThrows(
                IllegalArgumentException.class,
                () -> recipe.with(new Changes().set(Setting.IMAGE_SIZE, 30)))
            .getMessage());
  }

  @Test
  void thePapersForecastIsThatOfItsScript() {
    ForecastRecipe recipe =
        (ForecastRecipe) Preset.PAPER_STANHOP_ETTH1.settings().recipes().get(ModelType.STANHOP);
    assertEquals(168, recipe.model().contextLength());
    assertEquals(24, recipe.model().predictionLength());
    assertEquals(6, recipe.model().patchLength());
    assertEquals(256, recipe.model().dModel());
    assertEquals(4, recipe.model().numAttentionHeads());
    assertEquals(10, recipe.model().factor());
    assertEquals(0.2, recipe.model().dropout());
    assertEquals(128, recipe.batches().size());
    assertEquals(3, recipe.stopping().patience());
    assertEquals(1e-4, recipe.rate().initial());
    assertEquals(5, recipe.training(67, 4).maxGradNorm());
    assertEquals(Optional.of(SeriesSplit.ETT_HOURLY), recipe.split());
    assertEquals(1e-4, recipe.training(67, 4).learningRateAt(133));
    assertEquals(5e-5, recipe.training(67, 4).learningRateAt(134));
    assertEquals(1e-4 / 32, recipe.training(67, 4).learningRateAt(6699));
  }

  @Test
  void aForecastsRateIsHalvedOnlyWhereAsked() {
    Recipe recipe = Preset.SMALL.settings().recipes().get(ModelType.STANHOP);
    assertFalse(recipe.asMap().containsKey("halve_rate_every"));
    Recipe halved = recipe.with(new Changes().set(Setting.HALVE_RATE_EVERY, 3));
    assertEquals(3, halved.asMap().get("halve_rate_every"));
    assertTrue(halved.summary().contains("learning rate 0.002 halved every 3 epochs, at most"));
    assertEquals(
        "halve_rate_every is -1; it must be a number of epochs, or 0 for a constant rate",
        assertThrows(
                IllegalArgumentException.class,
                () -> recipe.with(new Changes().set(Setting.HALVE_RATE_EVERY, -1)))
            .getMessage());
  }

  @Test
  void anUnknownNameAndAnEmptyBatchAreNamed() {
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> Preset.of("etth1"))
            .getMessage()
            .startsWith("preset is 'etth1'; it can be smoke, default, mechanism, small, paper-"));
    ComparisonSettings settings = Preset.DEFAULT.settings();
    assertTrue(
        assertThrows(
                IllegalArgumentException.class,
                () -> settings.with(new Changes().set(Setting.BATCH, 0)))
            .getMessage()
            .contains("batch_size is 0"));
  }

  @Test
  void aSettingThatNoModelHasIsRefused() {
    ComparisonSettings forecast = Preset.SMOKE.settings(List.of(ModelType.STANHOP));
    assertEquals(
        "vocabulary is given, but none of the models [stanhop] has it",
        assertThrows(
                IllegalArgumentException.class,
                () -> forecast.with(new Changes().set(Setting.VOCABULARY, 100)))
            .getMessage());
  }
}
