package org.outeffhop.quantization.migration;

import org.bytedeco.pytorch.Tensor;
import org.outeffhop.tensor.Parameters;

/**
 * A matrix that multiplies an activation, or some of its channels.
 *
 * @param weight the name of the parameter, {@code [out, channels]}
 * @param transposed whether the parameter is {@code [channels, out]} instead
 * @param first the first channel that it multiplies
 * @param channels how many channels it multiplies
 */
public record Consumer(String weight, boolean transposed, long first, long channels) {
  /** A matrix with a row for every output. */
  public Consumer(String weight, long first, long channels) {
    this(weight, false, first, channels);
  }

  /** A linear layer that multiplies all channels. */
  static Consumer whole(String module, long channels) {
    return new Consumer(module + ".weight", 0, channels);
  }

  /** A linear layer that multiplies all channels and is stored with a row for every input. */
  static Consumer wholeTransposed(String module, long channels) {
    return new Consumer(module + ".weight", true, 0, channels);
  }

  /**
   * The matrix, {@code [out, channels]}, which shares its elements with the parameter.
   *
   * @throws IllegalArgumentException if the model has no such parameter
   */
  Tensor matrix(Parameters parameters) {
    Tensor stored = ScaleMigration.parameter(parameters, weight);
    return transposed ? stored.t() : stored;
  }
}
