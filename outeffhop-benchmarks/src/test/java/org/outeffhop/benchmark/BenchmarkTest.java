package org.outeffhop.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.outeffhop.experiment.execution.Alternation;
import org.outeffhop.experiment.execution.Contender;
import org.outeffhop.experiment.result.Timing;
import org.outeffhop.hopfield.OutlierEfficientHopfield;
import org.outeffhop.progress.Progress;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

class BenchmarkTest {
  private record Counting(String name, List<String> calls) implements Contender {
    @Override
    public List<Double> run() {
      calls.add(name);
      return List.of((double) calls.size());
    }
  }

  @Test
  void contendersTakeTurnsAndTheFirstTurnMovesOn() {
    List<String> calls = new ArrayList<>();
    Map<String, Timing> timings =
        new Alternation(1, 2, Progress.none())
            .time("x", List.of(new Counting("a", calls), new Counting("b", calls)));
    assertEquals(List.of("b", "a", "a", "b", "b", "a"), calls);
    assertEquals(2, timings.get("a").count(), "the warm-up is not counted");
    assertEquals(1e3 * (3 + 6) / 2.0, timings.get("a").median(), 1e-9);
  }

  @Test
  void quantilesAreInterpolated() {
    Timing timing = Timing.of(List.of(0.003, 0.001, 0.002, 0.005, 0.004));
    assertEquals(3, timing.median(), 1e-12);
    assertEquals(1.4, timing.p10(), 1e-12);
    assertEquals(4.6, timing.p90(), 1e-12);
  }

  @Test
  void allWaysOfOutEffHopAttentionComputeTheSame() {
    Engine.start();
    for (boolean causal : new boolean[] {false, true}) {
      try (TensorScope scope = TensorScope.open();
          Device cpu = Engine.device("cpu");
          TimedInputs inputs = TimedInputs.random(new TimedShape(2, 3, 17, 8), causal, cpu)) {
        Tensor fused =
            new AttentionContender(AttentionContender.Way.OUTEFFHOP, inputs, false).attend();
        for (AttentionContender.Way way :
            List.of(AttentionContender.Way.WRITTEN_OUT, AttentionContender.Way.SCRIPT)) {
          Tensor formula = new AttentionContender(way, inputs, false).attend();
          assertTrue(Tensors.relativeDifference(fused, formula) < 1e-6, way.title());
        }
      }
    }
  }

  @Test
  void aShapeThatCannotBeReadIsNamed() {
    assertEquals(new TimedShape(8, 12, 512, 64), TimedShape.of("8x12x512x64"));
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> TimedShape.of("8x12x512"));
    assertTrue(e.getMessage().startsWith("shape is '8x12x512'"), e.getMessage());
  }

  @Test
  void retrievalComputesWhatTheFormulaDoes() {
    Engine.seed(5);
    try (TensorScope scope = TensorScope.open()) {
      Tensor queries = torch.randn(7, 16);
      OutlierEfficientHopfield network = new OutlierEfficientHopfield(torch.randn(3000, 16), 0.25);
      Tensor retrieved = MemoryWay.RETRIEVAL.run(network, queries);
      Tensor formula = MemoryWay.WRITTEN_OUT.run(network, queries);
      assertTrue(Tensors.relativeDifference(retrieved, formula) < 1e-5);
      Tensor patterns = network.patterns().all();
      Tensor scores = queries.matmul(patterns.t());
      Tensor products = MemoryWay.PRODUCTS.run(network, queries);
      assertTrue(Tensors.relativeDifference(products, scores.matmul(patterns)) < 1e-5);
      Tensor nearest = MemoryWay.NEIGHBOURS.run(network, queries);
      assertTrue(Tensors.relativeDifference(nearest, torch.topk(scores, 10).get0()) < 1e-6);
    }
  }

  @Test
  void aMemoryBenchmarkHasARowForEverySizeWithItsMemory() {
    List<MemoryRow> rows = new MemoryBenchmark(List.of(300L, 50L), 20, 8, 2, Progress.none()).run();
    assertEquals(List.of(50L, 300L), rows.stream().map(MemoryRow::patterns).toList());
    assertEquals(300 * 8 * 4, rows.get(1).patternBytes());
    assertEquals(2, rows.get(0).retrieval().count());
    assertTrue(MemoryRow.table(rows).fit(100).contains("queries/s"));
    assertThrows(
        IllegalArgumentException.class,
        () -> new MemoryBenchmark(List.of(5L), 20, 8, 2, Progress.none()));
  }
}
