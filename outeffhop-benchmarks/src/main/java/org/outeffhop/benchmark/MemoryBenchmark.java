package org.outeffhop.benchmark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.experiment.execution.Alternation;
import org.outeffhop.experiment.execution.Contender;
import org.outeffhop.experiment.result.Timing;
import org.outeffhop.hopfield.MemoryPatterns;
import org.outeffhop.hopfield.OutlierEfficientHopfield;
import org.outeffhop.hopfield.Softmax1;
import org.outeffhop.progress.Progress;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.ResidentMemory;
import org.outeffhop.tensor.TensorScope;

/**
 * Retrieval from memories of several sizes against the written-out formula, against two matrix
 * products over the patterns, and against exact nearest-neighbour search, in turns. Memory is
 * measured first, for all sizes from small to large, so that none of it is what the others left.
 */
public final class MemoryBenchmark {
  private static final int WARM_UP = 1;
  private static final long ADDED_AT_ONCE = 10_000;

  private final List<Long> sizes;
  private final long queries;
  private final long dimension;
  private final int rounds;
  private final Progress progress;

  /**
   * A benchmark that is still to be run.
   *
   * @param sizes numbers of stored patterns, at least 10 each
   * @param rounds how often each contender takes its turn
   */
  public MemoryBenchmark(
      List<Long> sizes, long queries, long dimension, int rounds, Progress progress) {
    if (sizes.isEmpty() || sizes.stream().anyMatch(size -> size < 10)) {
      throw new IllegalArgumentException("patterns is " + sizes + "; each must be at least 10");
    }
    if (queries < 1 || dimension < 1 || rounds < 1) {
      throw new IllegalArgumentException(
          "queries is %d, dimension %d and rounds %d; each must be at least 1"
              .formatted(queries, dimension, rounds));
    }
    this.sizes = sizes.stream().sorted().toList();
    this.queries = queries;
    this.dimension = dimension;
    this.rounds = rounds;
    this.progress = progress;
  }

  /** Runs it: a row for every size. */
  public List<MemoryRow> run() {
    Engine.seed(1);
    List<MemoryRow> rows = new ArrayList<>();
    try (TensorScope scope = TensorScope.open()) {
      Tensor asked = torch.randn(queries, dimension);
      List<Long> growth = new ArrayList<>();
      long before = ResidentMemory.bytes();
      for (long size : sizes) {
        progress.update("memory of " + size + " patterns", growth.size(), sizes.size());
        growth.add(residentAfterRetrieval(size, asked) - before);
      }
      for (long size : sizes) {
        rows.add(row(size, asked, growth.get(rows.size())));
      }
    }
    return rows;
  }

  private MemoryPatterns store(long size) {
    MemoryPatterns store = new MemoryPatterns(dimension, ScalarType.Float);
    try (TensorScope scope = TensorScope.open()) {
      Tensor some = torch.empty(Math.min(size, ADDED_AT_ONCE), dimension);
      for (long first = 0; first < size; first += ADDED_AT_ONCE) {
        some.normal_();
        store.add(some.narrow(0, 0, Math.min(ADDED_AT_ONCE, size - first)));
      }
    }
    return store;
  }

  private OutlierEfficientHopfield network(MemoryPatterns store) {
    return new OutlierEfficientHopfield(store, new Softmax1(), 1 / Math.sqrt(dimension));
  }

  private long residentAfterRetrieval(long size, Tensor asked) {
    try (TensorScope scope = TensorScope.open();
        MemoryPatterns store = store(size)) {
      network(store).retrieve(asked);
      return ResidentMemory.bytes();
    }
  }

  private MemoryRow row(long size, Tensor asked, long growth) {
    try (TensorScope scope = TensorScope.open();
        MemoryPatterns store = store(size)) {
      OutlierEfficientHopfield network = network(store);
      List<Contender> contenders =
          Arrays.stream(MemoryWay.values()).map(way -> way.over(network, asked)).toList();
      Map<String, Timing> timings =
          new Alternation(WARM_UP, rounds, progress)
              .time(size + " patterns, " + queries + " queries", contenders);
      return new MemoryRow(
          size,
          queries,
          dimension,
          timings.get(MemoryWay.RETRIEVAL.title()),
          timings.get(MemoryWay.WRITTEN_OUT.title()),
          timings.get(MemoryWay.PRODUCTS.title()),
          timings.get(MemoryWay.NEIGHBOURS.title()),
          growth,
          size * dimension * Float.BYTES);
    }
  }
}
