package org.outeffhop.benchmark;

import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.outeffhop.experiment.execution.Contender;
import org.outeffhop.hopfield.OutlierEfficientHopfield;
import org.outeffhop.hopfield.Softmax1;
import org.outeffhop.tensor.TensorScope;

/** What is done with the queries and the patterns of a memory. */
enum MemoryWay {
  /** One step of retrieval, as the library does it. */
  RETRIEVAL("retrieval") {
    @Override
    Tensor run(OutlierEfficientHopfield network, Tensor queries) {
      return network.retrieve(queries);
    }
  },
  /**
   * Softmax1(beta X Xi^T) Xi with the whole matrix; in groups of queries where that is too large.
   */
  WRITTEN_OUT("written out") {
    @Override
    Tensor run(OutlierEfficientHopfield network, Tensor queries) {
      long patterns = network.patterns().count();
      long group = Math.max(1, Math.min(queries.size(0), MOST_SCORES / patterns));
      Tensor all = network.patterns().all();
      Tensor result = torch.empty_like(queries);
      for (long row = 0; row < queries.size(0); row += group) {
        try (TensorScope scope = TensorScope.open()) {
          Tensor some = queries.narrow(0, row, Math.min(group, queries.size(0) - row));
          Tensor scores = some.matmul(all.t()).mul(new Scalar(network.beta()));
          result.narrow(0, row, some.size(0)).copy_(new Softmax1().apply(scores).matmul(all));
        }
      }
      return result;
    }
  },
  /** Two matrix products over the patterns, block by block into the same memory: the roofline. */
  PRODUCTS("two products") {
    @Override
    Tensor run(OutlierEfficientHopfield network, Tensor queries) {
      long patterns = network.patterns().count();
      Tensor scores = torch.empty(Math.min(BLOCK, patterns) * queries.size(0));
      Tensor result = torch.zeros_like(queries);
      for (long first = 0; first < patterns; first += BLOCK) {
        try (TensorScope scope = TensorScope.open()) {
          Tensor block = network.patterns().rows(first, Math.min(BLOCK, patterns - first));
          Tensor out =
              scores
                  .narrow(0, 0, queries.size(0) * block.size(0))
                  .reshape(queries.size(0), block.size(0));
          torch.mm_out(out, queries, block.t());
          result.addmm_(out, block);
        }
      }
      return result;
    }
  },
  /** The ten patterns of largest score for each query, exactly, block by block. */
  NEIGHBOURS("10 nearest") {
    @Override
    Tensor run(OutlierEfficientHopfield network, Tensor queries) {
      long patterns = network.patterns().count();
      Tensor best =
          queries.new_full(
              new long[] {queries.size(0), NEIGHBOUR_COUNT}, new Scalar(Double.NEGATIVE_INFINITY));
      for (long first = 0; first < patterns; first += BLOCK) {
        try (TensorScope scope = TensorScope.open()) {
          Tensor block = network.patterns().rows(first, Math.min(BLOCK, patterns - first));
          T_TensorTensor_T largest =
              torch.topk(queries.matmul(block.t()), Math.min(NEIGHBOUR_COUNT, block.size(0)));
          Tensor joined = torch.cat(new TensorVector(best, largest.get0()), 1);
          best.copy_(torch.topk(joined, NEIGHBOUR_COUNT).get0());
        }
      }
      return best;
    }
  };

  /**
   * Scores of the written-out formula at once: 400 MB of float32, and three times that with copies.
   */
  private static final long MOST_SCORES = 100_000_000;

  private static final long BLOCK = 2048;
  private static final long NEIGHBOUR_COUNT = 10;

  private final String title;

  MemoryWay(String title) {
    this.title = title;
  }

  abstract Tensor run(OutlierEfficientHopfield network, Tensor queries);

  String title() {
    return title;
  }

  /** This way as a contender over one memory. */
  Contender over(OutlierEfficientHopfield network, Tensor queries) {
    MemoryWay way = this;
    return new Contender() {
      @Override
      public String name() {
        return title;
      }

      @Override
      public List<Double> run() {
        long start = System.nanoTime();
        try (TensorScope scope = TensorScope.open();
            NoGradGuard constant = new NoGradGuard()) {
          way.run(network, queries);
        }
        return List.of((System.nanoTime() - start) / 1e9);
      }
    };
  }
}
