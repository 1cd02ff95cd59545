package org.outeffhop.experiment.run;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.experiment.task.HeldOut;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.tensor.Parameters;
import org.outeffhop.training.Objective;
import org.outeffhop.training.RunDirectory;
import org.outeffhop.training.TrainingConfig;

/** A model and its data: what a run trains, measures and writes. Closing it frees the model. */
public interface TrainingTask extends AutoCloseable {
  /** The model's parameters. */
  Parameters parameters();

  /** Those that are trained, by name: all of them, unless a task says otherwise. */
  default Map<String, Tensor> trained() {
    return parameters().asMap();
  }

  /** Whether there is anything to train: a model may be measured as it is. */
  default boolean isTrained() {
    return true;
  }

  /** The optimiser's settings. */
  TrainingConfig training();

  /** What is minimised. */
  Objective objective(ForwardContext context);

  /** When training ends early, if it does. */
  default Optional<Validation> validation() {
    return Optional.empty();
  }

  /** What is measured during training. */
  default Watch watch() {
    return Watch.FULL_PRECISION;
  }

  /** A measurement of little data, for times during training. */
  HeldOut<?, ?> brief();

  /** The measurement after training. */
  HeldOut<?, ?> whole();

  /**
   * The text at each position of the first sample of {@link #brief}; none where data are no text.
   */
  default List<String> positions() {
    return List.of();
  }

  /** Further numbers that readers want beside the trained model's quality, by name. */
  default Map<String, Double> details() {
    return Map.of();
  }

  /** Writes the model: {@code config.json}, weights, and what else it needs. */
  void write(RunDirectory folder);

  @Override
  void close();

  /** What the measurements during training are of. */
  enum Watch {
    /** Outliers and quality in full precision. */
    FULL_PRECISION,
    /** The same and the quality in W8A8, also before the first update. */
    CURVE
  }

  /**
   * An error that is measured after every epoch.
   *
   * @param stepsPerEpoch updates between two measurements
   * @param patience epochs without a lower error after which training ends
   * @param batches over which it is measured
   * @param error what is measured; it draws no random numbers and tells its argument of every batch
   */
  record Validation(
      long stepsPerEpoch, int patience, long batches, ToDoubleFunction<Runnable> error) {}
}
