package org.outeffhop.quantization.migration;

/**
 * A matrix that multiplies an activation, or some of its channels.
 *
 * @param weight the name of the parameter, {@code [out, channels]}
 * @param first the first channel that it multiplies
 * @param channels how many channels it multiplies
 */
public record Consumer(String weight, long first, long channels) {
  /** A linear layer that multiplies all channels. */
  static Consumer whole(String module, long channels) {
    return new Consumer(module + ".weight", 0, channels);
  }
}
