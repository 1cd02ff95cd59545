package org.outeffhop.experiment.retrieval;

import org.outeffhop.hopfield.EnergySoftmax;
import org.outeffhop.hopfield.Entmax15;
import org.outeffhop.hopfield.Softmax;
import org.outeffhop.hopfield.Softmax1;
import org.outeffhop.hopfield.Sparsemax;
import org.outeffhop.naming.Named;

/** The associative memories that are compared. */
public enum RetrievalModel {
  /** Softmax1: the outlier-efficient modern Hopfield network. */
  OUTEFFHOP,
  /** Softmax: the dense modern Hopfield network. */
  DENSE,
  /** Sparsemax: the sparse modern Hopfield network. */
  SPARSE,
  /** 1.5-entmax, between dense and sparse. */
  ENTMAX,
  /** The binary network of 1982, which stores the patterns' signs. */
  CLASSICAL;

  /** The separation function of a modern network. */
  public EnergySoftmax softmax() {
    return switch (this) {
      case OUTEFFHOP -> new Softmax1();
      case DENSE -> new Softmax();
      case SPARSE -> new Sparsemax();
      case ENTMAX -> new Entmax15();
      case CLASSICAL ->
          throw new IllegalArgumentException(
              "the classical network has no separation function; choose outeffhop, dense, sparse or entmax");
    };
  }

  @Override
  public String toString() {
    return Named.of(this);
  }
}
