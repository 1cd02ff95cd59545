package org.outeffhop.experiment.theory;

import org.outeffhop.experiment.result.ClaimResult;

/** A theoretical claim that can be measured. */
interface Claim {
  /** Measures it. Draws from libtorch's generator, which the caller has seeded. */
  ClaimResult check();
}
