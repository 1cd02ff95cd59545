package org.outeffhop.hopfield;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

class OutlierEfficientHopfieldTest {
  @BeforeEach
  void seed() {
    Engine.seed(11);
  }

  static Stream<EnergySoftmax> softmaxes() {
    return EnergySoftmaxTest.softmaxes();
  }

  private static Tensor doubles(long... shape) {
    return torch.randn(shape).to(ScalarType.Double);
  }

  private static OutlierEfficientHopfield network(
      Tensor patterns, EnergySoftmax softmax, double beta) {
    return new OutlierEfficientHopfield(MemoryPatterns.of(patterns), softmax, beta);
  }

  /** grad H(x) = x - T(x): T is the concave-convex step of this very energy. */
  @ParameterizedTest
  @MethodSource("softmaxes")
  void theEnergysGradientIsTheStep(EnergySoftmax softmax) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor x = doubles(1, 5);
      OutlierEfficientHopfield network = network(doubles(6, 5), softmax, 0.8);
      double[] step = Tensors.toDoubles(x.sub(network.retrieve(x)));
      double[] gradient = new double[5];
      for (int i = 0; i < 5; i++) {
        Tensor h = torch.zeros_like(x);
        h.narrow(1, i, 1).fill_(new Scalar(1e-6));
        double up = Tensors.item(network.energy(x.add(h)));
        double down = Tensors.item(network.energy(x.sub(h)));
        gradient[i] = (up - down) / 2e-6;
      }
      assertArrayEquals(step, gradient, 1e-7);
    }
  }

  @ParameterizedTest
  @MethodSource("softmaxes")
  void theEnergyNeverRisesAndIsNotNegative(EnergySoftmax softmax) {
    for (double beta : new double[] {0.01, 0.3, 2, 40}) {
      for (double size : new double[] {0.1, 1, 30}) {
        try (TensorScope scope = TensorScope.open()) {
          Tensor patterns = doubles(40, 8).mul(new Scalar(size));
          Tensor queries = doubles(25, 8).mul(new Scalar(3 * size));
          Trajectory trajectory = network(patterns, softmax, beta).iterate(queries, 60, 0);
          for (Trajectory.Course course : trajectory.courses()) {
            assertDescends(course.energies());
          }
        }
      }
    }
  }

  private static void assertDescends(List<Double> energies) {
    for (int i = 0; i < energies.size(); i++) {
      assertTrue(energies.get(i) >= -1e-9, "an energy of " + energies.get(i));
      if (i > 0) {
        double rise = energies.get(i) - energies.get(i - 1);
        assertTrue(rise <= 1e-12 * energies.get(0), "rises by " + rise + " in step " + i);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("softmaxes")
  void iteratesConvergeToStationaryPoints(EnergySoftmax softmax) {
    try (TensorScope scope = TensorScope.open()) {
      OutlierEfficientHopfield network = network(doubles(30, 10), softmax, 1.3);
      Trajectory trajectory = network.iterate(doubles(20, 10), 5000, 1e-10);
      Tensor again = network.retrieve(trajectory.state());
      double limit = 1e-10 * network.largestNorm();
      double[] moved = Tensors.toDoubles(Vectors.norms(again.sub(trajectory.state())));
      for (int i = 0; i < moved.length; i++) {
        Trajectory.Course course = trajectory.courses().get(i);
        assertTrue(course.converged() && course.residual() <= limit, course.toString());
        assertEquals(course.residual(), moved[i], 1e-13);
        assertEquals(course.steps(), course.energies().size() - 1);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"Float, 1e-6", "Double, 1e-12"})
  void oneStepIsSoftmax1AttentionAndAttentionWithAZeroKey(ScalarType type, double tolerance) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor xi = torch.randn(50, 16).to(type);
      Tensor x = torch.randn(9, 16).to(type);
      double beta = 0.25;
      Tensor step = network(xi, new Softmax1(), beta).retrieve(x);

      Tensor keys = xi.view(1, 1, 50, 16);
      Tensor attention =
          new Association(new Softmax1(), beta)
              .apply(x.view(1, 1, 9, 16), keys, keys, AttentionMask.none());
      assertTrue(Tensors.relativeDifference(attention.view(9, 16), step) <= tolerance);

      Tensor withZero = torch.cat(new TensorVector(xi, torch.zeros(1, 16).to(type)), 0);
      Tensor weights = torch.softmax(x.matmul(withZero.t()).mul(new Scalar(beta)), -1);
      assertTrue(Tensors.relativeDifference(weights.matmul(withZero), step) <= tolerance);
    }
  }

  /** Over (xi, 0) and one Omega, with softmax, as the paper writes it. */
  @Test
  void theClassVectorOfLambdaIsTheOneInSoftmax1() {
    try (TensorScope scope = TensorScope.open()) {
      Tensor xi = doubles(12, 6);
      Tensor x = doubles(4, 6);
      double[] omega = {0, 1, 0, 0, 1, 1, 0, 0, 0, 0, 1, 0};
      boolean[] noOps = new boolean[12];
      for (int i = 0; i < 12; i++) {
        noOps[i] = omega[i] != 0;
      }
      NoOpMap lambda = new NoOpMap(3);
      Tensor mapped = lambda.patterns(xi, Tensors.of(omega, 12).to(ScalarType.Bool));
      Tensor distinct =
          torch.cat(
              new TensorVector(
                  mapped.index_select(0, Tensors.ofIndices(new int[] {0, 2, 3, 6, 7, 8, 9, 11}, 8)),
                  mapped.narrow(0, 1, 1)),
              0);
      assertArrayEquals(
          new double[] {0, 0, 0, 0, 0, 0, 3}, Tensors.toDoubles(mapped.narrow(0, 10, 1).abs()));
      Tensor weights =
          torch.softmax(lambda.queries(x).matmul(distinct.t()).mul(new Scalar(0.7)), -1);
      OutlierEfficientHopfield network =
          new OutlierEfficientHopfield(
              new RelevantPatterns(MemoryPatterns.of(xi), noOps), new Softmax1(), 0.7);
      OutlierEfficientHopfield.Evaluation seen = network.evaluate(x);
      Tensor retrieved = weights.matmul(distinct).narrow(1, 0, 6);
      assertTrue(Tensors.relativeDifference(seen.retrieved(), retrieved) <= 1e-14);
      assertTrue(Tensors.relativeDifference(seen.noOpMass(), weights.select(1, 8)) <= 1e-14);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Float, 1e-6, 1", "Float, 1e-6, 7", "Float, 1e-6, 1000",
    "Double, 1e-12, 1", "Double, 1e-12, 7", "Double, 1e-12, 1000"
  })
  void blockwiseEqualsTheWholeFormula(ScalarType type, double tolerance, long block) {
    for (SinkSoftmax softmax : new SinkSoftmax[] {new Softmax(), new Softmax1(), new Softmax1(3)}) {
      try (TensorScope scope = TensorScope.open()) {
        Tensor patterns = torch.randn(61, 20).to(type);
        PatternStore store = MemoryPatterns.of(patterns);
        Tensor x = torch.randn(13, 20).to(type);
        StoredAssociation blocks = new BlockwiseAssociation(softmax, 0.5, store, block);
        StoredAssociation whole = new ExplicitAssociation(softmax, 0.5, store);
        StoredAssociation.Readout a = blocks.read(x);
        StoredAssociation.Readout b = whole.read(x);
        assertEquals(0, Tensors.relativeDifference(a.state(), b.state()), tolerance);
        assertEquals(0, Tensors.relativeDifference(a.potential(), b.potential()), tolerance);
        StoredAssociation.Lookup c = blocks.lookup(x, a.potential(), store, 4);
        StoredAssociation.Lookup d = whole.lookup(x, b.potential(), store, 4);
        assertArrayEquals(Tensors.toLongs(c.positions()), Tensors.toLongs(d.positions()));
        assertTrue(Tensors.relativeDifference(c.weights(), d.weights()) <= 10 * tolerance);
        assertTrue(Tensors.relativeDifference(c.values(), d.values()) <= 10 * tolerance);
      }
    }
  }

  @Test
  void scoresOfAnySizeStayFinite() {
    try (TensorScope scope = TensorScope.open()) {
      Tensor patterns = torch.eye(4).mul(new Scalar(1e4));
      OutlierEfficientHopfield.Evaluation seen =
          network(patterns, new Softmax1(), 100).evaluate(patterns);
      assertTrue(Tensors.relativeDifference(seen.retrieved(), patterns) <= 1e-6);
      assertEquals(0, Tensors.item(seen.energy().isfinite().logical_not().any()));
      Tensor away = Tensors.of(new float[] {1, 1, 1, 1}, 4).mul(new Scalar(-1e4));
      OutlierEfficientHopfield one = network(away.neg().unsqueeze(0), new Softmax1(), 100);
      assertEquals(0, Tensors.item(one.retrieve(away).abs().max()));
      assertEquals(1, Tensors.item(one.evaluate(away).noOpMass()));
    }
  }

  @Test
  void oneQueryNeedsNoBatch() {
    try (TensorScope scope = TensorScope.open()) {
      OutlierEfficientHopfield network = network(doubles(9, 5), new Softmax1(), 1);
      Tensor x = doubles(5);
      assertArrayEquals(new long[] {5}, Tensors.shape(network.retrieve(x)));
      assertEquals(
          0,
          Tensors.relativeDifference(
              network.retrieve(x.unsqueeze(0)).squeeze(0), network.retrieve(x)));
    }
  }

  @Test
  void whatCannotBeComputedIsRefusedWithTheReason() {
    try (TensorScope scope = TensorScope.open()) {
      Tensor patterns = doubles(3, 4);
      OutlierEfficientHopfield network = network(patterns, new Softmax1(), 1);
      refused("beta is 0.0", () -> network(patterns, new Softmax1(), 0));
      refused("beta is NaN", () -> network(patterns, new Softmax1(), Double.NaN));
      refused("dimension 5", () -> network.retrieve(doubles(2, 5)));
      refused("of type Float", () -> network.retrieve(torch.randn(2, 4)));
      Tensor bad = doubles(2, 4);
      bad.select(0, 1).narrow(0, 2, 1).fill_(new Scalar(Double.NaN));
      refused("query 1 has a value that is not finite", () -> network.retrieve(bad));
      refused("pattern 1 has a value that is not finite", () -> MemoryPatterns.of(bad));
      refused("must be Float or Double", () -> MemoryPatterns.of(patterns.to(ScalarType.Long)));
      refused(
          "the memory is empty",
          () ->
              new OutlierEfficientHopfield(
                  new MemoryPatterns(4, ScalarType.Double), new Softmax1(), 1));
      refused(
          "all 3 patterns are no-ops",
          () -> new RelevantPatterns(network.patterns(), new boolean[] {true, true, true}));
    }
  }

  static void refused(String why, Runnable what) {
    String message = assertThrows(IllegalArgumentException.class, what::run).getMessage();
    assertTrue(message.contains(why), message);
  }
}
