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
 * Lets oneDNN compute float32 matrix products, where it does so in float32.
 *
 * <p>libtorch hands float32 products to oneDNN only with the permission to round factors to
 * bfloat16. A processor without AMX has no use for the permission: the products are those of
 * float32, several times faster for batches of small matrices and on the same threads as everything
 * else. A processor with AMX would round, so there, and wherever a product of known value comes out
 * rounded, OpenBLAS keeps the products.
 */
final class Float32Products {
  private static final int SIZE = 64;
  private static final double FINE = 1 + 0x1p-12;

  private Float32Products() {}

  static void preferOneDnn() {
    if (roundsByItself()) {
      return;
    }
    use(Float32Precision.BF16);
    if (!areExact()) {
      use(Float32Precision.NONE);
    }
  }

  private static void use(Float32Precision precision) {
    torch.globalContext().setFloat32Precision(Float32Backend.MKLDNN, Float32Op.MATMUL, precision);
  }

  private static boolean roundsByItself() {
    try {
      return Files.readString(Path.of("/proc/cpuinfo")).contains("amx_");
    } catch (IOException e) {
      return true;
    }
  }

  /** bfloat16 has 8 bits: it rounds 1 + 2^-12 to 1. */
  private static boolean areExact() {
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
}
