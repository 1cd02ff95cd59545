package org.outeffhop.experiment.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.outeffhop.training.AdamW;

class MemoryNeedTest {
  /** OPT-125m's parameters, two models at a time. */
  @Test
  void bytesAreThoseOfTheOptimizer() {
    assertEquals(4_007_657_472L, new MemoryNeed(125_239_296, 2, AdamW.Config.DEFAULT).bytes());
  }
}
