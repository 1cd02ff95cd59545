package org.outeffhop.experiment.quantize;

import java.util.List;
import org.outeffhop.experiment.run.MeasuredTask;
import org.outeffhop.experiment.run.Quality;
import org.outeffhop.experiment.run.TrainedModel;
import org.outeffhop.quantization.QuantizationConfig;
import org.outeffhop.quantization.WeightQuantization.Granularity;
import org.outeffhop.quantization.migration.AlphaSearch;
import org.outeffhop.quantization.migration.ChannelRanges;
import org.outeffhop.quantization.migration.MigrationPair;
import org.outeffhop.quantization.migration.ScaleMigration;
import org.outeffhop.quantization.migration.SmoothQuant;

/**
 * Moves scales in a model by SmoothQuant. Norms take part, and values and ReLUs where weights have
 * a scale per channel: with one a tensor their uneven rows cost more than is won.
 */
public record SmoothedModel(
    TrainedModel model, MeasuredTask<Quality> task, QuantizationConfig config) {
  /**
   * Changes the weights in place.
   *
   * @return what was moved: the model must run under its shortcuts from then on
   */
  public ScaleMigration move(Smoothing smoothing) {
    List<MigrationPair> pairs = pairs();
    ChannelRanges ranges = new ChannelRanges(pairs);
    task.calibrateUnder(ranges);
    return smoothing instanceof Smoothing.Given given
        ? SmoothQuant.move(pairs, model.parameters(), ranges, given.alpha())
        : searched(pairs, ranges);
  }

  private List<MigrationPair> pairs() {
    boolean perChannel = config.weights().granularity() == Granularity.PER_CHANNEL;
    return model.migrationPairs().stream()
        .filter(pair -> perChannel || pair.kind() == MigrationPair.Kind.NORM)
        .toList();
  }

  private ScaleMigration searched(List<MigrationPair> pairs, ChannelRanges ranges) {
    AlphaSearch search =
        new AlphaSearch(pairs, model.parameters(), ranges, config, AlphaSearch.tenths());
    task.calibrateUnder(search);
    return SmoothQuant.move(pairs, model.parameters(), ranges, search.best());
  }
}
