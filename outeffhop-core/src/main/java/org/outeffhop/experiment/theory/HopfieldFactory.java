package org.outeffhop.experiment.theory;

import org.bytedeco.pytorch.Tensor;
import org.outeffhop.hopfield.MemoryPatterns;
import org.outeffhop.hopfield.OutlierEfficientHopfield;
import org.outeffhop.hopfield.Softmax;

/**
 * How the memory that is checked is made of patterns [M, D] and beta. A check is one only if it
 * fails for a memory that is not the paper's; tests hand in such memories.
 */
interface HopfieldFactory {
  /** The paper's, with Softmax1. */
  HopfieldFactory PAPER = OutlierEfficientHopfield::new;

  /** The dense modern Hopfield network, with softmax. */
  HopfieldFactory DENSE =
      (patterns, beta) ->
          new OutlierEfficientHopfield(MemoryPatterns.of(patterns), new Softmax(), beta);

  OutlierEfficientHopfield of(Tensor patterns, double beta);
}
