package org.outeffhop.experiment.theory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.outeffhop.experiment.result.FailureResult;
import org.outeffhop.hopfield.NoOpClassifier;
import org.outeffhop.hopfield.OutlierEfficientHopfield;
import org.outeffhop.hopfield.Similarity;
import org.outeffhop.hopfield.Softmax1;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;

/** Every known way to fail, provoked once, and not seen where it is not. */
class FailureModesTest {
  @BeforeEach
  void seed() {
    Engine.seed(4);
  }

  private static OutlierData data() {
    return OutlierData.plant(OutlierKind.LARGE_NORM, 200, 32, 0.1);
  }

  private static void assertSeen(boolean seen, String name, FailureResult result) {
    assertEquals(name, result.name());
    assertEquals(seen, result.detected(), result.toString());
    assertFalse(result.remedy().isEmpty());
  }

  @Test
  void aThresholdThatCatchesNothingIsSeen() {
    try (TensorScope scope = TensorScope.open();
        OutlierData data = data()) {
      String name = "outliers not recognised";
      assertSeen(
          true, name, FailureModes.outliersNotRecognised(new NoOpClassifier.NormZScore(50), data));
      assertSeen(
          false, name, FailureModes.outliersNotRecognised(new NoOpClassifier.NormZScore(1), data));
    }
  }

  @Test
  void classifyingAWholeSampleForOneQueryIsDearer() {
    try (TensorScope scope = TensorScope.open();
        OutlierData data = OutlierData.plant(OutlierKind.LARGE_NORM, 2000, 64, 0.1)) {
      OutlierEfficientHopfield network =
          new OutlierEfficientHopfield(data.patterns(), new Softmax1(), OutlierData.BETA);
      assertSeen(
          true,
          "classification more expensive than retrieval",
          FailureModes.classificationDearer(
              new NoOpClassifier.Percentile(Similarity.EUCLIDEAN, 10),
              network,
              data.sample(),
              data.queries().narrow(0, 0, 1)));
    }
  }

  @Test
  void queriesThatStillMoveAreSeen() {
    try (TensorScope scope = TensorScope.open();
        OutlierData data = data()) {
      OutlierEfficientHopfield network =
          new OutlierEfficientHopfield(data.patterns(), new Softmax1(), OutlierData.BETA);
      String name = "convergence lost";
      assertSeen(
          true,
          name,
          FailureModes.convergenceLost(network.iterate(data.queries(), 1, 1e-9).courses()));
      assertSeen(
          false,
          name,
          FailureModes.convergenceLost(network.iterate(data.queries(), 5000, 1e-9).courses()));
    }
  }

  /** At beta m^2 = 7 the no-op class is heavy enough to pull patterns out of their places. */
  @Test
  void aBetaTooSmallForTheNoOpClassCostsCapacity() {
    String name = "capacity below the dense model's";
    assertSeen(true, name, FailureModes.capacityBelowDense(8, Math.sqrt(7), 20));
    assertSeen(false, name, FailureModes.capacityBelowDense(16, 3 * Math.sqrt(15), 1));
  }

  @Test
  void aHealthyMemoryShowsNone() {
    assertTrue(
        FailureModes.lookForAll().stream()
            .filter(failure -> !failure.name().startsWith("classification"))
            .noneMatch(FailureResult::detected),
        "classification's time depends on the machine");
  }
}
