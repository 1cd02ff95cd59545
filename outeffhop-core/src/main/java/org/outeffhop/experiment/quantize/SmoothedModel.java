package org.outeffhop.experiment.quantize;

import java.util.List;
import java.util.function.Consumer;
import org.outeffhop.experiment.stored.StoredModel;
import org.outeffhop.experiment.task.HeldOut;
import org.outeffhop.quantization.QuantizationConfig;
import org.outeffhop.quantization.WeightQuantization.Granularity;
import org.outeffhop.quantization.migration.AlphaSearch;
import org.outeffhop.quantization.migration.ChannelRanges;
import org.outeffhop.quantization.migration.MigrationPair;
import org.outeffhop.quantization.migration.ScaleMigration;
import org.outeffhop.quantization.migration.SmoothQuant;
import org.outeffhop.tensor.Parameters;
import org.outeffhop.tensor.Probe;

/**
 * Moves scales in a model by SmoothQuant. Norms take part, and values and ReLUs where weights have
 * a scale per channel: with one a tensor their uneven rows cost more than is won.
 *
 * @param known the places where scales can move
 * @param parameters what is changed
 * @param calibration runs the model on training data under a probe
 */
public record SmoothedModel(
    List<MigrationPair> known,
    Parameters parameters,
    Consumer<Probe> calibration,
    QuantizationConfig config) {
  /** A stored model on its own training data. */
  public static SmoothedModel of(
      StoredModel<?, ?> model, HeldOut<?, ?> heldOut, QuantizationConfig config) {
    return new SmoothedModel(
        model.migrationPairs(), model.parameters(), heldOut::calibrateUnder, config);
  }

  /**
   * Changes the weights in place.
   *
   * @return what was moved: the model must run under its shortcuts from then on
   */
  public ScaleMigration move(Smoothing smoothing) {
    List<MigrationPair> pairs = pairs();
    ChannelRanges ranges = new ChannelRanges(pairs);
    calibration.accept(ranges);
    return smoothing instanceof Smoothing.Given given
        ? SmoothQuant.move(pairs, parameters, ranges, given.alpha())
        : searched(pairs, ranges);
  }

  private List<MigrationPair> pairs() {
    boolean perChannel = config.weights().granularity() == Granularity.PER_CHANNEL;
    return known.stream()
        .filter(pair -> perChannel || pair.kind() == MigrationPair.Kind.NORM)
        .toList();
  }

  private ScaleMigration searched(List<MigrationPair> pairs, ChannelRanges ranges) {
    AlphaSearch search = new AlphaSearch(pairs, parameters, ranges, config, AlphaSearch.tenths());
    calibration.accept(search);
    return SmoothQuant.move(pairs, parameters, ranges, search.best());
  }
}
