package org.outeffhop.quantization;

import java.util.Optional;

/**
 * range = argmin sum (x - quantized x)^2 over the elements of all batches, found by {@link
 * MeanSquaredErrorSearch}.
 *
 * @param search how the minimum is sought
 * @param candidates points of the grid, which the golden section does not use; not part of the text
 * @param margin the search goes to max |x| + margin; not part of the text
 */
public record MeanSquaredError(Search search, int candidates, double margin)
    implements RangeEstimator {
  static final RangeForm GRID_FORM = RangeForm.plain("mse", MeanSquaredError::grid);

  static final RangeForm GOLDEN_FORM =
      RangeForm.plain("mse-golden", MeanSquaredError::goldenSection);

  /** How the minimum is sought. */
  public enum Search {
    /** Every point of an even grid. */
    GRID,
    /** Golden-section search: fewer evaluations, and a minimum that may be a local one. */
    GOLDEN_SECTION
  }

  /** Checks the numbers. */
  public MeanSquaredError {
    if (candidates < 1 || candidates > 100_000) {
      throw new IllegalArgumentException(
          "candidates are " + candidates + "; there can be 1 to 100000");
    }
    if (!(margin >= 0 && margin < Float.MAX_VALUE)) {
      throw new IllegalArgumentException("margin is " + margin + "; it takes 0 or more");
    }
  }

  /** 100 candidates up to max |x|. */
  public static MeanSquaredError grid() {
    return new MeanSquaredError(Search.GRID, 100, 0);
  }

  /** Golden section up to max |x|. */
  public static MeanSquaredError goldenSection() {
    return new MeanSquaredError(Search.GOLDEN_SECTION, 100, 0);
  }

  @Override
  public RangeState newState() {
    return new HistogramRange(
        (histogram, grid) -> new MeanSquaredErrorSearch(this, histogram, grid).range());
  }

  @Override
  public Optional<ChannelGrids> channelGrids() {
    return switch (search) {
      case GRID -> Optional.of((weight, bits) -> PerChannelQuantizer.of(weight, bits, this));
      case GOLDEN_SECTION -> Optional.empty();
    };
  }

  @Override
  public String asText() {
    return switch (search) {
      case GRID -> GRID_FORM.name();
      case GOLDEN_SECTION -> GOLDEN_FORM.name();
    };
  }
}
