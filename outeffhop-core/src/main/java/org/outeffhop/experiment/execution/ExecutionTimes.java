package org.outeffhop.experiment.execution;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.experiment.result.Computation;
import org.outeffhop.experiment.result.ExecutionResult.Latency;
import org.outeffhop.experiment.result.Timing;
import org.outeffhop.experiment.stored.StoredModel;
import org.outeffhop.progress.Progress;
import org.outeffhop.runtime.OnnxInput;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;

/** Times libtorch and the graphs of a model on the same batches, in turns. */
record ExecutionTimes(
    String name, StoredModel<?, ?> model, ExecutionOptions options, Progress progress) {
  private static final int WARM_UP = 2;

  private record Turn(String name, Runnable batch) implements Contender {
    @Override
    public List<Double> run() {
      try (TensorScope scope = TensorScope.open();
          NoGradGuard constant = new NoGradGuard()) {
        long start = System.nanoTime();
        batch.run();
        return List.of((System.nanoTime() - start) / 1e9);
      }
    }
  }

  List<Latency> of(Map<Computation, ExecutedModel> executed) {
    int before = Engine.threads();
    Engine.use(options.threads());
    try {
      List<Latency> latencies = new ArrayList<>();
      for (int batch : options.batches()) {
        for (int length : options.lengthsOf(name, model.maxLength())) {
          latencies.addAll(of(executed, batch, length));
        }
      }
      return latencies;
    } finally {
      Engine.use(before);
    }
  }

  private List<Latency> of(Map<Computation, ExecutedModel> executed, int batch, int length) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor samples = model.samples(batch, length);
      List<Turn> turns = new ArrayList<>();
      turns.add(new Turn(Computation.LIBTORCH.key(), () -> model.outputs(samples)));
      executed.forEach(
          (by, graph) -> {
            Map<String, OnnxInput> inputs = graph.inputs(samples);
            turns.add(new Turn(by.key(), () -> graph.of(inputs)));
          });
      String task = name + ", times of batch " + batch + (length == 0 ? "" : ", length " + length);
      return latencies(
          new Alternation(WARM_UP, options.rounds(), progress).time(task, turns), batch, length);
    }
  }

  private static List<Latency> latencies(Map<String, Timing> timings, int batch, int length) {
    List<Latency> latencies = new ArrayList<>();
    double fp32 = timings.get(Computation.FP32.key()).median();
    for (Computation by : Computation.values()) {
      Timing timing = timings.get(by.key());
      if (timing != null) {
        latencies.add(
            new Latency(
                by,
                batch,
                length == 0 ? null : length,
                timing,
                batch / timing.median() * 1e3,
                fp32 / timing.median()));
      }
    }
    return latencies;
  }
}
