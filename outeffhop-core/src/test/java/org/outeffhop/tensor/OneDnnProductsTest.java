package org.outeffhop.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.outeffhop.machine.Processor;

class OneDnnProductsTest {
  /** Of an Intel Xeon of 2019, shortened. */
  private static final String CASCADE_LAKE =
      "vendor_id : GenuineIntel\nflags : fma avx2 avx512f avx512bw avx512vl avx512_vnni";

  private static Processor of(String description) {
    return Processor.of("amd64", description);
  }

  @Test
  void aProcessorThatWouldRoundIsRefused() {
    assertEquals(Optional.empty(), OneDnnProducts.obstacle(of(CASCADE_LAKE)));
    assertEquals(
        Optional.of("this processor has avx512_bf16, with which oneDNN would round factors"),
        OneDnnProducts.obstacle(of(CASCADE_LAKE + " avx512_bf16")));
    assertEquals(
        Optional.of("this processor has amx_bf16, with which oneDNN would round factors"),
        OneDnnProducts.obstacle(of(CASCADE_LAKE + " amx_bf16")));
    assertEquals(
        Optional.of("libtorch uses oneDNN only on a processor with AVX-512"),
        OneDnnProducts.obstacle(of("")));
  }

  @Test
  void onlyOneDnnIsAskedForByName() {
    assertFalse(OneDnnProducts.areWanted(null));
    assertFalse(OneDnnProducts.areWanted(" "));
    assertFalse(OneDnnProducts.areWanted("openblas"));
    assertEquals(
        "OUTEFFHOP_FLOAT32_PRODUCTS is 'mkl'; it can be openblas or onednn",
        assertThrows(IllegalArgumentException.class, () -> OneDnnProducts.areWanted("mkl"))
            .getMessage());
  }

  /** bfloat16 would be wrong in the third digit. */
  @ParameterizedTest
  @EnumSource
  void productsAreThoseOfFloat32(BlasThreads.Policy policy) {
    Engine.seed(5);
    BlasThreads.use(policy);
    try (TensorScope scope = TensorScope.open()) {
      Tensor a = torch.randn(30, 70, 90);
      Tensor b = torch.randn(30, 90, 50);
      Tensor exact = torch.bmm(a.to(ScalarType.Double), b.to(ScalarType.Double));
      double size = Tensors.item(exact.abs().mean());
      assertEquals(0, worst(torch.bmm(a, b), exact) / size, 1e-5);
      Tensor one = torch.mm(a.select(0, 3), b.select(0, 3));
      assertEquals(0, worst(one, exact.select(0, 3)) / size, 1e-5);
    } finally {
      BlasThreads.use(BlasThreads.Policy.SWITCHED);
    }
  }

  private static double worst(Tensor a, Tensor b) {
    return Tensors.item(a.to(ScalarType.Double).sub(b).abs().max());
  }
}
