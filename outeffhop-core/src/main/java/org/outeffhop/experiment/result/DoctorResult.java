package org.outeffhop.experiment.result;

import java.util.List;
import java.util.Map;

/**
 * The state of a machine and of this program on it.
 *
 * @param facts versions and settings, by name
 * @param certificate what Softmax1 was checked for
 * @param costs of settings, the present ones first
 * @param seconds that all of it took
 */
public record DoctorResult(
    Map<String, String> facts, List<Check> certificate, List<Cost> costs, double seconds) {
  /** A claim about Softmax1, whether it holds here, and what was measured. */
  public record Check(String claim, boolean holds, String evidence) {}

  /**
   * Milliseconds under some settings.
   *
   * @param settings what is different from now
   * @param add a sum of 2^23 elements: memory
   * @param linear a linear layer, forward and backward: BLAS
   * @param attention Softmax1 attention, forward and backward: OpenMP
   */
  public record Cost(String settings, double add, double linear, double attention) {}

  /** Whether the whole certificate holds. */
  public boolean sound() {
    return certificate.stream().allMatch(Check::holds);
  }
}
