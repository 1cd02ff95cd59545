package org.outeffhop.runtime;

import java.util.Optional;
import org.outeffhop.machine.Processor;
import org.outeffhop.naming.Named;

/**
 * Which processors an eight-bit graph is made for. Activations are unsigned and weights signed
 * (U8S8) everywhere, since ONNX Runtime has its fastest kernels for that.
 *
 * <p>VNNI adds four products of bytes in 32 bits, and Arm's instructions do not overflow either. An
 * x86 without VNNI has {@code pmaddubsw}, which adds two products in 16 bits and saturates: 255 *
 * 127 * 2 = 64770 becomes 32767. With weights from -64 to 64 it cannot, for 255 * 64 * 2 = 32640.
 */
public enum TargetProcessor {
  /** Every processor: weights of 7 bits. */
  ANY(7, "for every processor: two products of bytes fit in 16 bits, where x86 without VNNI adds"),
  /** Processors that add products of bytes in 32 bits: weights of 8 bits. */
  VNNI(8, "for processors that add products of bytes in 32 bits: x86 with VNNI, and Arm");

  private static final int BYTE = 8;

  private final int weightBits;
  private final String reason;

  TargetProcessor(int weightBits, String reason) {
    this.weightBits = weightBits;
    this.reason = reason;
  }

  /** The one of a name as printed. */
  public static TargetProcessor of(String name) {
    return Named.value("cpu", values(), name);
  }

  /** The processors on which weights of so many bits are multiplied exactly. */
  public static TargetProcessor ofWeights(int bits) {
    return bits < BYTE ? ANY : VNNI;
  }

  /** Whether a processor adds products of bytes in 32 bits; not if nothing is known of it. */
  public static boolean addsIn32Bits(Processor processor) {
    return !processor.isX86()
        || processor.features().contains("avx512_vnni")
        || processor.features().contains("avx_vnni");
  }

  /** How a processor multiplies bytes, in a sentence. */
  public static String kernels(Processor processor) {
    if (!addsIn32Bits(processor)) {
      return "no VNNI is known of this processor, which may add two products of bytes in 16 bits";
    }
    return processor.isX86()
        ? "VNNI adds products of bytes in 32 bits"
        : processor.architecture() + " adds products of bytes in 32 bits";
  }

  /** The bits of a weight. */
  public int weightBits() {
    return weightBits;
  }

  /** For what and why, for the reader. */
  public String reason() {
    return reason;
  }

  /**
   * What is to be said before a graph that is made for these runs on a processor: nothing if it is
   * among them.
   *
   * @param graph what the sentence begins with
   */
  public Optional<String> warning(String graph, Processor processor) {
    return this == ANY || addsIn32Bits(processor)
        ? Optional.empty()
        : Optional.of(
            graph
                + " is made for processors with VNNI, which this one is not known to have: here its"
                + " products are computed more slowly, so that none saturates, and programs that do"
                + " not set session.x64quantprecision to 1 in ONNX Runtime would get wrong results;"
                + " the option --cpu any makes graphs for every processor");
  }

  /** The same of a graph that does not say which processors it is made for. */
  static Optional<String> unknown(String graph, Processor processor) {
    return addsIn32Bits(processor)
        ? Optional.empty()
        : Optional.of(
            graph
                + " does not say which processors it is made for, and this one is not known to have"
                + " VNNI, so that products of bytes may saturate and results be wrong; export it"
                + " again");
  }

  @Override
  public String toString() {
    return Named.of(this);
  }
}
