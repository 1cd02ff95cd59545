package org.outeffhop.experiment.forecast;

import org.outeffhop.data.series.SeriesSplit;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.model.StanHopConfig;
import org.outeffhop.naming.Named;

/** Named recipes of a forecast. */
public enum ForecastPreset {
  /** One epoch of a tiny model: shows that everything works, and nothing else. */
  SMOKE(
      new ForecastRecipe(
          new StanHopConfig(1, 12, 6, 3, 2, 3, 16, 2, 2, 32, 0, attention()), 16, 1, 1, 1e-3, 5),
      null),
  /** A small model in a minute. */
  DEFAULT(
      new ForecastRecipe(
          new StanHopConfig(1, 48, 12, 6, 2, 10, 32, 2, 4, 64, 0, attention()), 32, 5, 3, 2e-3, 5),
      null),
  /** The paper's ETTh1, 168 to 24 hours. */
  PAPER_STANHOP_ETTH1(
      new ForecastRecipe(StanHopConfig.etth1(attention()), 128, 100, 3, 1e-4, 5),
      SeriesSplit.ETT_HOURLY);

  private final ForecastRecipe recipe;
  private final SeriesSplit split;

  ForecastPreset(ForecastRecipe recipe, SeriesSplit split) {
    this.recipe = recipe;
    this.split = split;
  }

  private static AttentionConfig attention() {
    return AttentionConfig.opt(AttentionMethod.VANILLA);
  }

  /** The recipe; the number of series follows from the data. */
  public ForecastRecipe recipe() {
    return recipe;
  }

  /** How a series of this length is divided. */
  public SeriesSplit split(int length) {
    return split == null ? SeriesSplit.byShares(length) : split;
  }

  /** The preset of a name as printed. */
  public static ForecastPreset of(String name) {
    return Named.value("preset", values(), name);
  }

  @Override
  public String toString() {
    return Named.of(this);
  }
}
