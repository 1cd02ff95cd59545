package org.outeffhop.experiment.result;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.outeffhop.experiment.result.DiagnosisResult.Owner;

class DiagnosisResultTest {
  @Test
  void whoseOutliersAreFollowsFromNumberAndKurtosis() {
    assertEquals(Owner.ATTENTION, Owner.of(1, 0.1, 0.51, 0.51));
    assertEquals(Owner.BY_KURTOSIS, Owner.of(9, 0.1, 0.5, 0.51));
    assertEquals(Owner.BY_NUMBER, Owner.of(9, 0.1, 0.51, 0.5));
    assertEquals(Owner.OTHER, Owner.of(9, 0.1, 0.5, 0.5));
    assertEquals(Owner.OTHER, Owner.of(9, 0.26, 0.51, 0.52));
    assertEquals(Owner.ATTENTION, Owner.of(9, 0.25, 0.51, 0.52));
    assertEquals(Owner.NONE, Owner.of(0.99, 0.1, 1, 1));
  }
}
