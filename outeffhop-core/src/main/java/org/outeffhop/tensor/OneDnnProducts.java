package org.outeffhop.tensor;

import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.Float32Backend;
import org.bytedeco.pytorch.global.torch.Float32Op;
import org.bytedeco.pytorch.global.torch.Float32Precision;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.machine.Processor;

/**
 * Computes float32 matrix products with oneDNN instead of OpenBLAS if {@value #VARIABLE} is {@code
 * onednn}.
 *
 * <p>libtorch passes them to oneDNN only together with the permission to round factors to bfloat16.
 * On a processor with AVX-512 and without bfloat16 instructions, oneDNN makes no use of the
 * permission, and products are those of float32. Other processors would round, or libtorch does not
 * use oneDNN on them.
 */
final class OneDnnProducts {
  static final String VARIABLE = "OUTEFFHOP_FLOAT32_PRODUCTS";

  private static final String ONE_DNN = "onednn";
  private static final String OPEN_BLAS = "openblas";
  private static final int SIZE = 64;
  private static final double FINE = 1 + 0x1p-12;

  private OneDnnProducts() {}

  /**
   * Whether a value of the variable asks for oneDNN.
   *
   * @throws IllegalArgumentException if the value is unknown, or oneDNN cannot be used on this
   *     processor
   */
  static boolean areWanted(String value) {
    if (value == null || value.isBlank() || value.equals(OPEN_BLAS)) {
      return false;
    }
    if (!value.equals(ONE_DNN)) {
      throw new IllegalArgumentException(
          "%s is '%s'; it can be %s or %s".formatted(VARIABLE, value, OPEN_BLAS, ONE_DNN));
    }
    obstacle(Processor.ofThisMachine())
        .or(
            () ->
                areFloat32()
                    ? Optional.empty()
                    : Optional.of("oneDNN rounds the factors on this machine"))
        .ifPresent(OneDnnProducts::refuse);
    return true;
  }

  private static void refuse(String obstacle) {
    throw new IllegalArgumentException(
        "%s is %s, but %s; leave it unset for OpenBLAS".formatted(VARIABLE, ONE_DNN, obstacle));
  }

  /** Why a processor cannot compute float32 products with oneDNN. */
  static Optional<String> obstacle(Processor processor) {
    if (!processor.features().contains("avx512bw")) {
      return Optional.of("libtorch uses oneDNN only on a processor with AVX-512");
    }
    return List.of("avx512_bf16", "amx_bf16").stream()
        .filter(processor.features()::contains)
        .findFirst()
        .map(found -> "this processor has " + found + ", with which oneDNN would round factors");
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
}
