package org.outeffhop.tensor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.Float32Backend;
import org.bytedeco.pytorch.global.torch.Float32Op;
import org.bytedeco.pytorch.global.torch.Float32Precision;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * float32 matrix products by oneDNN instead of OpenBLAS.
 *
 * <p>libtorch hands them to oneDNN only together with the permission to round factors to bfloat16.
 * An Intel processor with AVX-512 and without bfloat16 instructions has no use for the permission:
 * there the products are those of float32, those of linear layers 1.1 to 1.6 times as fast and
 * those of many small matrices, for each of which OpenBLAS is called, 2 to 9 times. On others
 * OpenBLAS is faster, or oneDNN would round.
 */
final class OneDnnProducts {
  private static final int SIZE = 64;
  private static final double FINE = 1 + 0x1p-12;

  private OneDnnProducts() {}

  /** Whether this processor computes them faster, and in float32. It is found out once. */
  static boolean pay() {
    return Processor.PAYS;
  }

  /** From here on oneDNN computes all float32 products of this process, or none. */
  static void use(boolean oneDnn) {
    torch
        .globalContext()
        .setFloat32Precision(
            Float32Backend.MKLDNN,
            Float32Op.MATMUL,
            oneDnn ? Float32Precision.BF16 : Float32Precision.NONE);
  }

  private static boolean areFloat32() {
    use(true);
    try {
      return isFine();
    } finally {
      use(false);
    }
  }

  /** bfloat16 has 8 bits: it rounds 1 + 2^-12 to 1. */
  private static boolean isFine() {
    try (TensorScope scope = TensorScope.open()) {
      Tensor ones = torch.full(new long[] {2, SIZE, SIZE}, Tensors.scalar(1.0));
      Tensor fine = ones.mul(Tensors.scalar(FINE)).to(ScalarType.Float);
      return isFine(torch.bmm(fine, ones))
          && isFine(torch.mm(fine.select(0, 0), ones.select(0, 0)));
    }
  }

  private static boolean isFine(Tensor product) {
    return Math.abs(Tensors.item(product.mean()) / SIZE - FINE) < 0x1p-20;
  }

  /** What is known of this process's processor. */
  private static final class Processor {
    static final boolean PAYS = suits(description()) && areFloat32();

    private static String description() {
      try {
        return Files.readString(Path.of("/proc/cpuinfo"));
      } catch (IOException e) {
        return "";
      }
    }
  }

  /** By Linux's description of a processor. */
  static boolean suits(String processor) {
    return processor.contains("GenuineIntel")
        && processor.contains("avx512bw")
        && !processor.contains("avx512_bf16")
        && !processor.contains("amx_");
  }
}
