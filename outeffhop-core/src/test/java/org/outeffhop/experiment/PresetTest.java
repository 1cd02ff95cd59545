package org.outeffhop.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.model.LanguageModel;
import org.outeffhop.tensor.Engine;
import org.outeffhop.training.TrainingConfig;

class PresetTest {
  private static Recipe recipe(Preset preset, ModelKind kind) {
    return preset.settings().recipes().get(kind);
  }

  private static long parameters(Recipe recipe, AttentionMethod method) {
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
    Recipe bert = recipe(Preset.PAPER_BERT_BASE, ModelKind.BERT);
    assertEquals(109_514_298, parameters(bert, AttentionMethod.VANILLA));
    assertEquals(109_514_298, parameters(bert, AttentionMethod.OUTEFFHOP));
    Recipe opt = recipe(Preset.PAPER_OPT_125M, ModelKind.OPT);
    assertEquals(125_239_296, parameters(opt, AttentionMethod.OUTEFFHOP));
    assertEquals(125_239_296 + 12 * 12, parameters(opt, AttentionMethod.LEARNED_SINK));
  }

  @Test
  void thePapersRecipesAreThoseOfItsScripts() {
    Recipe bert = recipe(Preset.PAPER_BERT_BASE, ModelKind.BERT);
    assertEquals(128, bert.length());
    assertEquals(256, bert.batchSize());
    assertEquals(200_000, bert.training().steps());
    assertEquals(0.5e-4, bert.training().learningRate(5_000), 1e-12);
    Recipe opt = recipe(Preset.PAPER_OPT_125M, ModelKind.OPT);
    assertEquals(512, opt.length());
    assertEquals(192, opt.batchSize());
    assertEquals(4e-4, opt.training().learningRate(2_000), 1e-12);
    assertEquals(0.1, opt.training().weightDecay());
    assertEquals(true, opt.training().decayLayerNormGains());
  }

  @Test
  void fewerStepsShortenTheWarmUp() {
    TrainingConfig training = recipe(Preset.SMALL, ModelKind.OPT).withSteps(7).training();
    assertEquals(7, training.steps());
    assertEquals(7, training.warmupSteps());
  }

  @Test
  void aBatchThatItsMicroBatchesDoNotDivideIsRefused() {
    Recipe paper = recipe(Preset.PAPER_OPT_125M, ModelKind.OPT);
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> new Recipe(paper.model(), 512, 100, paper.training()));
    assertEquals(
        "batch_size is 100 and gradient_accumulation_steps 24; the steps must divide the batch",
        e.getMessage());
  }
}
