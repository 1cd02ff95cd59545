package org.outeffhop.experiment.result;

import java.util.List;

/**
 * One model on the same held-out batches, in full precision, in simulated and in executed eight
 * bits.
 *
 * @param threads that computed one operator together while times were taken
 * @param kernels which eight-bit format was taken, and why
 * @param difference of the executed int8 quality to that of its simulation, in percent of that
 */
public record ExecutionResult(
    int threads,
    String kernels,
    double difference,
    List<Measured> qualities,
    List<Stored> files,
    List<Latency> latencies) {
  /**
   * A quality.
   *
   * @param change against libtorch's in full precision, in percent
   */
  public record Measured(Computation by, double quality, double change) {}

  /**
   * An exported model.
   *
   * @param ratio to the bytes of the one in float32
   */
  public record Stored(Computation by, long bytes, double ratio) {}

  /**
   * The time of a batch.
   *
   * @param batch sequences, images or windows in it
   * @param length tokens of a sequence; null for images and series
   * @param perSecond sequences, images or windows in a second, at the median
   * @param speedup over float32 in ONNX Runtime, of medians
   */
  public record Latency(
      Computation by,
      int batch,
      Integer length,
      Timing latency,
      double perSecond,
      double speedup) {}

  /** The quality by one computation. */
  public double quality(Computation by) {
    return qualities.stream()
        .filter(measured -> measured.by() == by)
        .mapToDouble(Measured::quality)
        .findFirst()
        .orElseThrow();
  }
}
