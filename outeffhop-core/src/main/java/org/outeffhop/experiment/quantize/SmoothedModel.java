package org.outeffhop.experiment.quantize;

import java.util.List;
import java.util.function.Consumer;
import org.outeffhop.experiment.stored.StoredModel;
import org.outeffhop.experiment.task.HeldOut;
import org.outeffhop.quantization.QuantizationConfig;
import org.outeffhop.quantization.WeightQuantization.Granularity;
import org.outeffhop.quantization.migration.ChannelRanges;
import org.outeffhop.quantization.migration.MigrationPair;
import org.outeffhop.tensor.Parameters;
import org.outeffhop.tensor.Probe;

/**
 * A model in which scales are moved, see {@link Smoothing}.
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
   * Where scales that are found move: at norms, and at values and ReLUs where weights have a scale
   * per channel. With one a tensor their uneven rows cost more than is won.
   */
  List<MigrationPair> pairs() {
    boolean perChannel = config.weights().granularity() == Granularity.PER_CHANNEL;
    return known.stream()
        .filter(pair -> perChannel || pair.kind() == MigrationPair.Kind.NORM)
        .toList();
  }

  /** How large the channels of the activations there are, on training data. */
  ChannelRanges ranges() {
    ChannelRanges ranges = new ChannelRanges(pairs());
    calibration.accept(ranges);
    return ranges;
  }
}
