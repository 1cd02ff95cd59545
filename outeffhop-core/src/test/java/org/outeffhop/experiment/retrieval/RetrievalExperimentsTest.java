package org.outeffhop.experiment.retrieval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.outeffhop.data.pattern.Patterns;
import org.outeffhop.experiment.result.CapacityResult;
import org.outeffhop.experiment.result.NoiseResult;
import org.outeffhop.progress.Progress;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/** The experiments' numbers against memories written out in loops, on the same draws. */
class RetrievalExperimentsTest {
  private static final List<RetrievalModel> MODERN =
      List.of(RetrievalModel.OUTEFFHOP, RetrievalModel.DENSE, RetrievalModel.SPARSE);

  private TensorScope scope;

  @BeforeEach
  void open() {
    Engine.seed(3);
    scope = TensorScope.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private record Drawn(double[][] patterns, double[][] queries) {
    static Drawn of(PatternSource source, Corruption corruption, long count, long asked, int seed) {
      Tensor patterns = source.draw(count, seed);
      Tensor queries = corruption.onSphere(patterns.narrow(0, 0, asked));
      return new Drawn(PlainRetrieval.rows(patterns), PlainRetrieval.rows(queries));
    }
  }

  @Test
  void capacityRowsMatchTheLoops() {
    PatternSource source = new PatternSource.Sphere(6);
    Corruption corruption = Corruption.noise(0.4);
    RetrievalProtocol protocol = new RetrievalProtocol(InverseTemperature.of(1.5), 3, 0.3);
    CapacitySettings settings =
        new CapacitySettings(
            List.of(new CapacityQuestion(source, corruption)),
            List.of(40L, 8L),
            MODERN,
            protocol,
            20,
            2,
            0.25);
    CapacityResult result = new CapacityExperiment(settings, Progress.none()).run();
    assertEquals(6, result.rows().size());
    for (CapacityResult.Row row : result.rows()) {
      double success = 0;
      double error = 0;
      int asked = (int) Math.min(20, row.stored());
      for (int seed = 0; seed < 2; seed++) {
        Drawn drawn = Drawn.of(source, corruption, row.stored(), asked, seed);
        for (int i = 0; i < asked; i++) {
          double[] state =
              PlainRetrieval.retrieve(
                  model(row.model()), drawn.patterns(), drawn.queries()[i], 1.5, 3);
          success += PlainRetrieval.succeeds(state, drawn.patterns(), i, 0.3) ? 1 : 0;
          error += PlainRetrieval.distance(state, drawn.patterns()[i]) / Math.sqrt(5);
        }
      }
      assertEquals(success / (2 * asked), row.success(), 1e-9, row.toString());
      assertEquals(error / (2 * asked), row.error(), 1e-3, row.toString());
    }
  }

  @Test
  void theCapacityIsTheLastNumberBeforeTheFirstFailure() {
    CapacitySettings settings =
        new CapacitySettings(
            List.of(new CapacityQuestion(new PatternSource.Sphere(10), Corruption.noise(0.3))),
            List.of(2L, 5L, 10L, 20L, 50L, 100L, 200L, 500L, 1000L),
            List.of(RetrievalModel.OUTEFFHOP, RetrievalModel.SPARSE, RetrievalModel.CLASSICAL),
            new RetrievalProtocol(InverseTemperature.of(1), 5, 0.25),
            50,
            1,
            0.05);
    CapacityResult result = new CapacityExperiment(settings, Progress.none()).run();
    for (CapacityResult.Capacity capacity : result.capacities()) {
      for (CapacityResult.Row row : result.rows()) {
        if (row.model().equals(capacity.model()) && row.stored() <= capacity.stored()) {
          assertTrue(row.success() >= 0.95, row.toString());
        }
      }
      long next =
          settings.counts().stream().filter(n -> n > capacity.stored()).findFirst().orElse(0L);
      assertTrue(
          result.rows().stream()
              .filter(row -> row.model().equals(capacity.model()) && row.stored() == next)
              .allMatch(row -> row.success() < 0.95));
    }
    long outEffHop = result.capacities().get(0).stored();
    long classical = result.capacities().get(2).stored();
    assertTrue(outEffHop > classical, outEffHop + " against " + classical);
    assertTrue(Double.isNaN(result.capacities().get(2).bound()));
    assertEquals(
        new CapacityBound(10, 3, 1, result.capacities().get(0).radius(), 0.05).patterns(),
        result.capacities().get(0).bound());
  }

  /** In every dimension as by the number that it stands for there: 1/2 in 4, 1/4 in 16. */
  @Test
  void attentionsBetaFollowsTheDimension() {
    CapacityResult both = atBeta(InverseTemperature.parse("attention"), 4, 16);
    CapacityResult four = atBeta(InverseTemperature.parse("0.5"), 4);
    CapacityResult sixteen = atBeta(InverseTemperature.of(0.25), 16);
    assertEquals(
        Stream.concat(four.rows().stream(), sixteen.rows().stream()).toList(), both.rows());
    assertEquals(
        Stream.concat(four.capacities().stream(), sixteen.capacities().stream()).toList(),
        both.capacities());
    assertNotEquals(atBeta(InverseTemperature.of(0.25), 4).rows(), four.rows());
    assertEquals("attention", both.settings().get("beta"));
    assertEquals(0.5, four.settings().get("beta"));
  }

  private static CapacityResult atBeta(InverseTemperature beta, int... dimensions) {
    List<CapacityQuestion> questions =
        Arrays.stream(dimensions)
            .mapToObj(PatternSource.Sphere::new)
            .map(source -> new CapacityQuestion(source, Corruption.noise(0.3)))
            .toList();
    RetrievalProtocol protocol = new RetrievalProtocol(beta, 2, 0.3);
    CapacitySettings settings =
        new CapacitySettings(questions, List.of(8L, 20L), MODERN, protocol, 20, 1, 0.25);
    return new CapacityExperiment(settings, Progress.none()).run();
  }

  @Test
  void halfTheSmallestDistanceIsMeasured() {
    PatternSource source = new PatternSource.Sphere(5);
    CapacitySettings settings =
        new CapacitySettings(
            List.of(new CapacityQuestion(source, Corruption.noise(0))),
            List.of(30L),
            List.of(RetrievalModel.DENSE),
            new RetrievalProtocol(InverseTemperature.of(1), 1, 0.5),
            1,
            1,
            0.5);
    double[][] patterns = PlainRetrieval.rows(source.draw(30, 0));
    double smallest = Double.POSITIVE_INFINITY;
    for (int i = 0; i < 30; i++) {
      for (int j = 0; j < i; j++) {
        smallest = Math.min(smallest, PlainRetrieval.distance(patterns[i], patterns[j]));
      }
    }
    CapacityResult result = new CapacityExperiment(settings, Progress.none()).run();
    assertEquals(smallest / 2, result.capacities().get(0).radius(), 1e-5);
  }

  @Test
  void noiseRowsMatchTheLoops() {
    PatternSource source = new PatternSource.Sphere(8);
    NoiseSettings settings =
        new NoiseSettings(
            source,
            30,
            MODERN,
            new RetrievalProtocol(InverseTemperature.of(0.8), 2, 0.25),
            List.of(0.0, 0.7),
            List.of(0.2, 2.0),
            0.5,
            10,
            1);
    NoiseResult result = new NoiseExperiment(settings, Progress.none()).run();
    assertEquals(6, result.byNoise().size());
    assertEquals(6, result.byBeta().size());
    for (List<NoiseResult.Row> rows : List.of(result.byNoise(), result.byBeta())) {
      for (NoiseResult.Row row : rows) {
        Drawn drawn = Drawn.of(source, Corruption.noise(row.noise()), 30, 10, 0);
        double error = 0;
        for (int i = 0; i < 10; i++) {
          double[] state =
              PlainRetrieval.retrieve(
                  model(row.model()), drawn.patterns(), drawn.queries()[i], row.beta(), 2);
          error += PlainRetrieval.distance(state, drawn.patterns()[i]) / Math.sqrt(7) / 10;
        }
        assertEquals(error, row.error(), 1e-3, row.toString());
      }
    }
  }

  @Test
  void theClassicalNetworkIsAskedForSigns() {
    Tensor patterns = new PatternSource.Sphere(200).draw(5, 0);
    Tensor queries = Corruption.noise(0.5).onSphere(patterns);
    RetrievalTask.Outcome outcome =
        new RetrievalTask(patterns, queries)
            .ask(
                RetrievalModel.CLASSICAL, new RetrievalProtocol(InverseTemperature.of(1), 10, 0.1));
    assertEquals(1, outcome.success(), "5 patterns are far below 0.138 x 200");
    assertEquals(0, outcome.error());
    assertEquals(1, outcome.converged());
  }

  @Test
  void corruptionHidesTheEndAndAddsNoiseOfTheSizeItSays() {
    Tensor patterns = new PatternSource.Sphere(400).draw(50, 0);
    Tensor masked = Corruption.halfMasked().apply(patterns);
    assertEquals(0, Tensors.item(masked.narrow(1, 200, 200).abs().max()));
    assertTrue(torch.equal(masked.narrow(1, 0, 200), patterns.narrow(1, 0, 200)));
    double[][] noise = PlainRetrieval.rows(Corruption.noise(0.6).apply(patterns).sub(patterns));
    double mean = 0;
    for (double[] row : noise) {
      mean += Math.sqrt(PlainRetrieval.dot(row, row)) / Math.sqrt(399) / noise.length;
    }
    assertEquals(0.6, mean, 0.01);
    for (double[] row : PlainRetrieval.rows(Corruption.noise(0.6).onSphere(patterns))) {
      assertEquals(399, PlainRetrieval.dot(row, row), 1e-2);
    }
  }

  @Test
  void givenPatternsAreCentredAndOnTheSphereInAnOrderOfTheSeed() {
    Tensor raw = torch.randn(30, 6).add(torch.full_like(torch.randn(30, 6), Tensors.scalar(5)));
    PatternSource source = new PatternSource.Given(new Patterns("given", raw, Optional.empty()));
    double[][] drawn = PlainRetrieval.rows(source.draw(30, 1));
    for (double[] row : drawn) {
      assertEquals(5, PlainRetrieval.dot(row, row), 1e-4);
    }
    double[][] again = PlainRetrieval.rows(source.draw(10, 1));
    double[][] other = PlainRetrieval.rows(source.draw(10, 2));
    assertEquals(drawn[3][2], again[3][2]);
    assertNotEquals(other[3][2], again[3][2]);
    Tensor same = raw.narrow(0, 0, 1).expand(4, 6).contiguous();
    PatternSource twins = new PatternSource.Given(new Patterns("twins", same, Optional.empty()));
    String said = assertThrows(IllegalArgumentException.class, () -> twins.draw(2, 0)).getMessage();
    assertTrue(said.startsWith("twins: pattern 0 equals the mean"), said);
  }

  @Test
  void settingsThatMakeNoSenseAreRefusedBeforeAnyWork() {
    assertRefused("beta is 0.0", () -> InverseTemperature.of(0));
    assertRefused("beta is 'hot'; it must be a number or", () -> InverseTemperature.parse("hot"));
    assertRefused("the hidden share is 1.0", () -> new Corruption(Corruption.Kind.MASK, 1));
    assertRefused("the noise is NaN", () -> Corruption.noise(Double.NaN));
    assertRefused("a sphere takes at least 2", () -> new PatternSource.Sphere(1));
    Patterns five = new Patterns("five", torch.randn(5, 3), Optional.empty());
    assertRefused(
        "9 patterns are to be stored of five, which has 5",
        () ->
            new NoiseSettings(
                new PatternSource.Given(five),
                9,
                MODERN,
                new RetrievalProtocol(InverseTemperature.of(1), 1, 1),
                List.of(0.0),
                List.of(1.0),
                0,
                1,
                1));
  }

  private static RetrievalModel model(String name) {
    return RetrievalModel.valueOf(name.toUpperCase(Locale.ROOT));
  }

  private static void assertRefused(String message, Executable call) {
    String said = assertThrows(IllegalArgumentException.class, call).getMessage();
    assertTrue(said.contains(message), said);
  }
}
