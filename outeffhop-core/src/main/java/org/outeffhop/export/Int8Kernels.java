package org.outeffhop.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Which eight-bit formats a processor multiplies well and without overflow. Activations are
 * unsigned and weights signed (U8S8) everywhere, since ONNX Runtime has its fastest kernels for
 * that.
 *
 * @param weightBits bits of a weight
 * @param reason a sentence for the reader
 */
public record Int8Kernels(int weightBits, String reason) {
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

  /** The formats for the processor that runs this. */
  public static Int8Kernels ofThisProcessor() {
    String flags = "";
    try {
      flags = Files.isReadable(PROCESSORS) ? Files.readString(PROCESSORS) : "";
    } catch (IOException e) {
      // Without the list of flags the safe format is taken.
    }
    return of(System.getProperty("os.arch"), flags);
  }

  /**
   * The formats for a processor.
   *
   * @param architecture as Java names it
   * @param flags text in which the processor's features are named, as in Linux's {@code
   *     /proc/cpuinfo}
   */
  static Int8Kernels of(String architecture, String flags) {
    String arch = architecture.toLowerCase(Locale.ROOT);
    if (!arch.equals("amd64") && !arch.equals("x86_64")) {
      return new Int8Kernels(8, arch + " adds products of bytes in 32 bits: U8S8");
    }
    if (flags.contains("avx512_vnni") || flags.contains("avx_vnni")) {
      return new Int8Kernels(8, "VNNI adds products of bytes in 32 bits: U8S8");
    }
    return new Int8Kernels(
        7,
        "no VNNI is known here, so two products of bytes are added in 16 bits, where 255 * 127 * 2"
            + " overflows: U8S8 with weights of 7 bits");
  }
}
