package org.outeffhop.experiment.task;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.data.series.SeriesWindows;
import org.outeffhop.hopfield.Association;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.hopfield.Softmax;
import org.outeffhop.hopfield.Softmax1;
import org.outeffhop.hopfield.SoftmaxFunction;
import org.outeffhop.metrics.ForecastError;
import org.outeffhop.metrics.Prediction;
import org.outeffhop.metrics.Quality;
import org.outeffhop.model.StanHopMemory;
import org.outeffhop.model.StanHopNet;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.progress.Interruptions;
import org.outeffhop.tensor.TensorScope;

/**
 * A trained net with an external memory of training windows. Beta and share are those with the
 * least error on the validation part; a share of 0, no memory, is among them.
 *
 * @param batchSize windows in a batch
 */
public record MemoryTrial(Forecasting task, StanHopNet net, Device device, int batchSize) {
  private static final double[] SHARES = {0.25, 0.5, 1};

  /** Times 1 / sqrt(W). */
  private static final double[] BETAS = {1, 4, 16};

  /**
   * The errors on the test part and what was chosen, by name.
   *
   * @param windows that are stored, at equal distances over the training part
   */
  public Map<String, Double> errors(int windows) {
    try (NoGradGuard constant = new NoGradGuard();
        TensorScope scope = TensorScope.open()) {
      Tensor patterns = net.remembered(stored(windows));
      StanHopMemory best = null;
      double least = Double.POSITIVE_INFINITY;
      for (StanHopMemory memory : candidates(patterns)) {
        double error = errors(Part.VALIDATION, memory).value();
        if (error < least) {
          best = memory;
          least = error;
        }
      }
      return named(least, errors(Part.HELD_OUT, best), best);
    }
  }

  private Tensor stored(int windows) {
    SeriesWindows training = task.windows().training();
    int count = Math.min(windows, training.count());
    int[] chosen =
        IntStream.range(0, count)
            .map(i -> Math.toIntExact((long) i * training.count() / count))
            .toArray();
    return training.batch(chosen, device).contexts();
  }

  private List<StanHopMemory> candidates(Tensor patterns) {
    AttentionMethod method = net.config().attention().method();
    SoftmaxFunction softmax = method.hasSink() ? new Softmax1() : new Softmax();
    double usual = 1 / Math.sqrt(net.config().dModel());
    List<StanHopMemory> candidates = new ArrayList<>();
    candidates.add(new StanHopMemory(patterns, new Association(softmax, usual), 0));
    for (double beta : BETAS) {
      for (double share : SHARES) {
        candidates.add(new StanHopMemory(patterns, new Association(softmax, beta * usual), share));
      }
    }
    return candidates;
  }

  private Quality errors(Part part, StanHopMemory memory) {
    ForecastError error = new ForecastError();
    for (Selection selection : task.all(part, batchSize)) {
      Interruptions.check("a measurement with an external memory");
      try (TensorScope scope = TensorScope.open()) {
        SeriesWindows.Batch batch = task.batch(selection, device);
        Tensor forecast = net.forecast(batch.contexts(), memory, ForwardContext.EVALUATION);
        error.update(new Prediction(forecast, batch.targets()));
      }
    }
    return error.compute();
  }

  private static Map<String, Double> named(
      double validation, Quality errors, StanHopMemory memory) {
    Map<String, Double> named = new LinkedHashMap<>();
    named.put("memory_validation_mse", validation);
    named.put("memory_mse", errors.value());
    named.put("memory_mae", errors.others().get("mae"));
    named.put("memory_share", memory.share());
    named.put("memory_beta", memory.association().beta());
    return named;
  }
}
