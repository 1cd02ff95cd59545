package org.outeffhop.experiment.forecast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.outeffhop.data.series.SeriesSplit;
import org.outeffhop.training.TrainingConfig;

class ForecastPresetTest {
  @Test
  void thePapersRecipeIsThatOfItsScript() {
    ForecastPreset preset = ForecastPreset.of("paper-stanhop-etth1");
    ForecastRecipe recipe = preset.recipe();
    assertEquals(168, recipe.model().contextLength());
    assertEquals(24, recipe.model().predictionLength());
    assertEquals(6, recipe.model().patchLength());
    assertEquals(256, recipe.model().dModel());
    assertEquals(4, recipe.model().numAttentionHeads());
    assertEquals(10, recipe.model().factor());
    assertEquals(0.2, recipe.model().dropout());
    assertEquals(128, recipe.batchSize());
    assertEquals(3, recipe.patience());
    TrainingConfig training = recipe.training(67);
    assertEquals(1e-4, training.learningRate(6000));
    assertEquals(0, training.weightDecay());
    assertEquals(5, training.maxGradNorm());
    assertEquals(SeriesSplit.ETT_HOURLY, preset.split(17_420));
  }

  @Test
  void anUnknownNameAndAnEmptyBatchAreNamed() {
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> ForecastPreset.of("etth1"))
            .getMessage()
            .contains("preset is 'etth1'; it can be smoke, default, paper-stanhop-etth1"));
    ForecastRecipe recipe = ForecastPreset.DEFAULT.recipe();
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> recipe.withTraining(0, 1, 1, 1e-3))
            .getMessage()
            .contains("batch_size is 0"));
  }
}
