package org.outeffhop.experiment.quantize;

import java.util.List;
import org.outeffhop.quantization.migration.AlphaSearch;
import org.outeffhop.quantization.migration.ChannelRanges;
import org.outeffhop.quantization.migration.GammaMigration;
import org.outeffhop.quantization.migration.MigrationPair;
import org.outeffhop.quantization.migration.ScaleMigration;
import org.outeffhop.quantization.migration.SmoothQuant;

/** Which scales are moved from activations into weights before they are quantized. */
public sealed interface Smoothing {
  /**
   * Changes a model's weights in place.
   *
   * @return what was moved: the model must run under its shortcuts from then on
   */
  ScaleMigration move(SmoothedModel model);

  /** In words, with the value. */
  String title();

  /**
   * SmoothQuant with one alpha for all pairs.
   *
   * @param alpha 0 to 1
   */
  record Given(double alpha) implements Smoothing {
    /** Checks the number. */
    public Given {
      if (!(alpha >= 0 && alpha <= 1)) {
        throw new IllegalArgumentException("alpha is " + alpha + "; it takes 0 to 1");
      }
    }

    @Override
    public ScaleMigration move(SmoothedModel model) {
      return SmoothQuant.move(model.pairs(), model.parameters(), model.ranges(), alpha);
    }

    @Override
    public String title() {
      return "SmoothQuant, alpha " + alpha;
    }

    @Override
    public String toString() {
      return String.valueOf(alpha);
    }
  }

  /** SmoothQuant with the best of 0, 0.1, .. 1 for every pair. */
  record Search() implements Smoothing {
    @Override
    public ScaleMigration move(SmoothedModel model) {
      List<MigrationPair> pairs = model.pairs();
      ChannelRanges ranges = model.ranges();
      AlphaSearch search =
          new AlphaSearch(pairs, model.parameters(), ranges, model.config(), AlphaSearch.tenths());
      model.calibration().accept(search);
      return SmoothQuant.move(pairs, model.parameters(), ranges, search.best());
    }

    @Override
    public String title() {
      return "SmoothQuant, alpha search";
    }

    @Override
    public String toString() {
      return "search";
    }
  }

  /** The gains of norms, which become 1. */
  record Gamma() implements Smoothing {
    @Override
    public ScaleMigration move(SmoothedModel model) {
      return GammaMigration.move(model.known(), model.parameters());
    }

    @Override
    public String title() {
      return "gamma migration";
    }

    @Override
    public String toString() {
      return "gamma";
    }
  }

  /**
   * Reads {@code search}, {@code gamma} or a number.
   *
   * @throws IllegalArgumentException if it is none of them
   */
  static Smoothing parse(String text) {
    if (text.equals("search")) {
      return new Search();
    }
    if (text.equals("gamma")) {
      return new Gamma();
    }
    try {
      return new Given(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "alpha is '" + text + "'; it takes a number from 0 to 1, search, or gamma", e);
    }
  }
}
