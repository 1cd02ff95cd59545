package org.outeffhop.experiment.theory;

import org.outeffhop.experiment.result.ClaimResult;

/** A theoretical claim that can be measured. */
interface Claim {
  /** What is measured, in a few words, for the progress line. */
  String name();

  /** Measures it. Draws from libtorch's generator, which the caller has seeded. */
  ClaimResult check();
}
