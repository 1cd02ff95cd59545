package org.outeffhop.hopfield;

/**
 * What a Hopfield module does to a pattern before it associates.
 *
 * @param norm first it is layer-normalised
 * @param projected then it is projected into every head; where it is not, it is static: it has a
 *     head's size, and every head sees it as it is
 */
public record PatternUse(Norm norm, boolean projected) {
  /** Normalised with trained gain and bias, and projected. */
  public static final PatternUse DEFAULT = new PatternUse(Norm.AFFINE, true);

  /** As it is. */
  public static final PatternUse STATIC = new PatternUse(Norm.NONE, false);

  /** Layer normalisation. */
  public enum Norm {
    /** None. */
    NONE,
    /** Without trained gain and bias. */
    PLAIN,
    /** With trained gain and bias. */
    AFFINE
  }

  void requireSize(String what, long size, long wanted) {
    if (!projected && size != wanted) {
      throw new IllegalArgumentException(
          "the %s is static and has size %d; in a head it must have %d"
              .formatted(what, size, wanted));
    }
  }
}
