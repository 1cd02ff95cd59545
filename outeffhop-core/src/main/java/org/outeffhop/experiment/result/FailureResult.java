package org.outeffhop.experiment.result;

import java.util.List;

/**
 * A known way to fail, looked for.
 *
 * @param name its name
 * @param detected whether it was seen: whether a measurement is beyond its limit
 * @param where what it was looked for in
 * @param measurements each with its limit
 * @param remedy what to change
 */
public record FailureResult(
    String name, boolean detected, String where, List<Evidence> measurements, String remedy) {
  public FailureResult {
    measurements = List.copyOf(measurements);
  }

  /** A failure that was seen if a measurement is beyond its limit. */
  public static FailureResult of(
      String name, String where, List<Evidence> measurements, String remedy) {
    boolean detected = !measurements.stream().allMatch(Evidence::met);
    return new FailureResult(name, detected, where, measurements, remedy);
  }
}
