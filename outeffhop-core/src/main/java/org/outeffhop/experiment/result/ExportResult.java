package org.outeffhop.experiment.result;

import java.util.List;
import java.util.Map;

/**
 * A model that was exported as ONNX.
 *
 * @param source the folder of the model
 * @param model the kind of model
 * @param attention the attention method
 * @param precision fp32, int8 or int8-dynamic
 * @param folder where the files are
 * @param files what was written
 * @param parameterBytes of the model's parameters in float32
 * @param calibration what ranges came from and how; null where there are none
 * @param format eight-bit formats; null in fp32
 */
public record ExportResult(
    String source,
    String model,
    String attention,
    String precision,
    String folder,
    List<WrittenFile> files,
    long parameterBytes,
    String calibration,
    Format format,
    Audit audit,
    Agreement agreement,
    List<String> notes) {
  /** A file and its size. */
  public record WrittenFile(String name, long bytes) {}

  /**
   * Eight-bit formats.
   *
   * @param weightBits bits of a weight
   * @param weights how weights share scales
   * @param cpu the processors it is made for: any or vnni
   * @param reason why these bits, for these processors
   */
  public record Format(int weightBits, String weights, String cpu, String reason) {}

  /**
   * What ONNX Runtime makes of the graph.
   *
   * @param before how often each operator is in the file
   * @param after how often each one is in the graph that runs
   */
  public record Audit(
      Map<String, Integer> before, Map<String, Integer> after, List<Missed> missed) {}

  /** A fused operator that was not used, how often it could have been, and why it was not. */
  public record Missed(String operator, long count, String reason, List<String> nodes) {}

  /**
   * ONNX Runtime against libtorch in float32.
   *
   * @param batch what both computed
   * @param difference the largest between two values of the first output
   * @param largest magnitude of such a value
   */
  public record Agreement(String batch, double difference, double largest) {}
}
