package org.outeffhop.hopfield;

import org.outeffhop.naming.Named;

/** The attention methods that are compared. */
public enum AttentionMethod {
  /** Softmax. */
  VANILLA(false, false),
  /** Softmax1: one step of the outlier-efficient Hopfield memory. */
  OUTEFFHOP(false, false),
  /** Clipped softmax. */
  CLIPPED(true, false),
  /** Softmax and a gate on every head. */
  GATED(false, true),
  /** Clipped Softmax1. */
  CLIPPED_OUTEFFHOP(true, false),
  /** Softmax1 and a gate on every head. */
  GATED_OUTEFFHOP(false, true),
  /** A trained sink logit a head. */
  LEARNED_SINK(false, false),
  /** Sparsemax. */
  SPARSEMAX(false, false),
  /** alpha-entmax with a trained alpha. */
  ENTMAX(false, false);

  private final boolean clipped;
  private final boolean gated;

  AttentionMethod(boolean clipped, boolean gated) {
    this.clipped = clipped;
    this.gated = gated;
  }

  boolean isClipped() {
    return clipped;
  }

  /** Whether heads are gated. */
  public boolean isGated() {
    return gated;
  }

  /** Whether a no-op pattern takes a share of the weights. */
  public boolean hasSink() {
    return this == LEARNED_SINK || base() instanceof Softmax1;
  }

  SinkSoftmax base() {
    return this == OUTEFFHOP || this == CLIPPED_OUTEFFHOP || this == GATED_OUTEFFHOP
        ? new Softmax1()
        : new Softmax();
  }

  /** The method of a name as printed, such as {@code clipped-outeffhop}. */
  public static AttentionMethod of(String name) {
    return Named.value("attention", values(), name);
  }

  @Override
  public String toString() {
    return Named.of(this);
  }
}
