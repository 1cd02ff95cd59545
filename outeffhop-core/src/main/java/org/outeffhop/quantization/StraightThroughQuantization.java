package org.outeffhop.quantization;

import java.util.function.Consumer;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.tensor.Probe;
import org.outeffhop.tensor.TensorScope;

/**
 * Fake quantization for training in the loop: forward, every activation and weight is rounded to
 * its grid; backward, a gradient passes where the value lay in the grid's range and is cut where it
 * was clamped, see {@link Quantizer#straightThrough}.
 *
 * <p>A weight's grid follows its values at every call. Static ranges of activations are calibrated
 * anew every few steps, in full precision.
 *
 * <pre>{@code
 * StraightThroughQuantization probe = new StraightThroughQuantization(config, 25, calibrate);
 * for each step:
 *   probe.beforeStep(step);
 *   loss(batch, new ForwardContext(probe, true, false)).backward();
 * }</pre>
 */
public final class StraightThroughQuantization implements Probe {
  private final QuantizationConfig config;
  private final long every;
  private final Consumer<ForwardContext> calibrate;
  private ActivationGrids activations;
  private long calibrated;

  /**
   * Quantization without ranges; the first step calibrates.
   *
   * @param every steps from one calibration to the next, at least 1
   * @param calibrate runs the model on calibration batches in the context that it is given
   */
  public StraightThroughQuantization(
      QuantizationConfig config, long every, Consumer<ForwardContext> calibrate) {
    if (every < 1) {
      throw new IllegalArgumentException(
          "ranges are calibrated every " + every + " steps; it must be at least 1");
    }
    this.config = config;
    this.every = every;
    this.calibrate = calibrate;
  }

  /**
   * Calibrates where it is due: before the first step seen, and before the first one that is or
   * comes after another multiple of the interval.
   *
   * @throws IllegalArgumentException if calibration saw no activation, a NaN or an infinity, or if
   *     a name pattern matches nothing
   */
  public void beforeStep(long step) {
    if (activations == null || step / every != calibrated / every) {
      try (TensorScope scope = TensorScope.open();
          NoGradGuard constant = new NoGradGuard()) {
        Calibration calibration = new Calibration(config);
        calibrate.accept(ForwardContext.evaluation(calibration));
        activations = new ActivationGrids(calibration, config);
        calibrated = step;
      }
    }
  }

  /**
   * The activation on its grid, with a straight-through gradient.
   *
   * @throws IllegalStateException before the first step
   */
  @Override
  public Tensor at(String name, Tensor activation) {
    if (activations == null) {
      throw new IllegalStateException(name + " came before beforeStep, which calibrates");
    }
    return config.keepsFullPrecision(name)
        ? activation
        : activations.of(name).straightThrough(activation);
  }

  /** The weight on the grid of its present values, with a straight-through gradient. */
  @Override
  public Tensor weight(String name, Tensor weight) {
    if (config.keepsFullPrecision(name)) {
      return weight;
    }
    try {
      return config.weights().quantizer(weight, config.bits().weights()).straightThrough(weight);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
  }

  @Override
  public boolean wantsAttentionProbabilities() {
    return true;
  }
}
