package org.outeffhop.hopfield;

import org.outeffhop.hopfield.PatternUse.Norm;

/**
 * The choices of a Hopfield module, in the terms of Ramsauer et al. 2021 (arXiv 2008.02217),
 * appendix A.2.
 *
 * <p>{@code HopfieldConfig.of(64, 4)} is OutEffHop of width 64 with 4 heads, whose patterns are all
 * layer-normalised with trained gains and projected; the {@code with} methods make other choices.
 *
 * @param sizes of patterns, heads and output
 * @param retrieval how a state is updated
 * @param state what is done to a state pattern, R, before it is a query
 * @param stored what is done to a stored pattern, Y, before it is a key
 * @param projection what is done to a pattern projection before it is a value
 * @param connected whether values are made of projected keys, V = (Y W_K) W_V, and not of Y W_V
 * @param associationNorm layer norm of every query and key within its head
 * @param bias whether projections have one
 * @param outputProjection whether the joined heads are projected to the output size
 */
public record HopfieldConfig(
    HopfieldSizes sizes,
    HopfieldRetrieval retrieval,
    PatternUse state,
    PatternUse stored,
    PatternUse projection,
    boolean connected,
    Norm associationNorm,
    boolean bias,
    boolean outputProjection) {

  public HopfieldConfig {
    int scalings = retrieval.scaling().size();
    if (scalings != 1 && scalings != sizes.heads()) {
      throw new IllegalArgumentException(
          "there are %d scalings for %d heads; give one for all or one for each"
              .formatted(scalings, sizes.heads()));
    }
    state.requireSize("state pattern", sizes.state(), sizes.head());
    stored.requireSize("stored pattern", sizes.stored(), sizes.head());
    if (connected) {
      requireConnectable(sizes, projection);
    } else {
      projection.requireSize("pattern projection", sizes.projection(), sizes.value());
    }
  }

  private static void requireConnectable(HopfieldSizes sizes, PatternUse projection) {
    if (sizes.projection() != sizes.stored()) {
      throw new IllegalArgumentException(
          "a connected pattern projection has size %d; it must have the stored pattern's, %d"
              .formatted(sizes.projection(), sizes.stored()));
    }
    projection.requireSize("value, a projected key,", sizes.head(), sizes.value());
  }

  /** OutEffHop with beta 1 / sqrt(D), everything normalised and projected. */
  public static HopfieldConfig of(long width, int heads) {
    return of(HopfieldSizes.of(width, heads));
  }

  /** The same with sizes of their own. */
  public static HopfieldConfig of(HopfieldSizes sizes) {
    return new HopfieldConfig(
        sizes,
        HopfieldRetrieval.of(new Softmax1(), 1 / Math.sqrt(sizes.head())),
        PatternUse.DEFAULT,
        PatternUse.DEFAULT,
        PatternUse.DEFAULT,
        false,
        Norm.NONE,
        true,
        true);
  }

  /** The same with another way to retrieve. */
  public HopfieldConfig with(HopfieldRetrieval other) {
    return new HopfieldConfig(
        sizes,
        other,
        state,
        stored,
        projection,
        connected,
        associationNorm,
        bias,
        outputProjection);
  }

  /** The same with other uses of state patterns, stored patterns and pattern projections. */
  public HopfieldConfig with(PatternUse state, PatternUse stored, PatternUse projection) {
    return new HopfieldConfig(
        sizes,
        retrieval,
        state,
        stored,
        projection,
        connected,
        associationNorm,
        bias,
        outputProjection);
  }

  /** The same with values that are made of projected keys. */
  public HopfieldConfig withConnectedProjection() {
    return new HopfieldConfig(
        sizes, retrieval, state, stored, projection, true, associationNorm, bias, outputProjection);
  }

  /** The same with queries and keys normalised within their heads. */
  public HopfieldConfig withAssociationNorm(Norm norm) {
    return new HopfieldConfig(
        sizes, retrieval, state, stored, projection, connected, norm, bias, outputProjection);
  }

  /** The same with or without biases and output projection. */
  public HopfieldConfig withProjections(boolean withBias, boolean withOutput) {
    return new HopfieldConfig(
        sizes,
        retrieval,
        state,
        stored,
        projection,
        connected,
        associationNorm,
        withBias,
        withOutput);
  }

  /** The size of a row that the module returns. */
  public long outputSize() {
    return outputProjection ? sizes.output() : sizes.heads() * sizes.value();
  }
}
