package org.outeffhop.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/** One sequence of three tokens with two channels, worked out on paper. */
class TokenPoolingTest {
  /** h_1 = (1, -2), h_2 = (4, -8), h_3 = (-2, 1). */
  private static final float[] STATES = {1, -2, 4, -8, -2, 1};

  /** sqrt(3). */
  private static final double ROOT = 1.7320508075688772;

  private static float[] pooled(TokenPooling pooling, int before, int behind) {
    int length = before + 3 + behind;
    float[] states = new float[2 * length];
    Arrays.fill(states, 77);
    System.arraycopy(STATES, 0, states, 2 * before, STATES.length);
    int[] seen = new int[length];
    Arrays.fill(seen, before, before + 3, 1);
    try (TensorScope scope = TensorScope.open()) {
      Tensor visible = length == 3 ? null : Tensors.ofIndices(seen, 1, length).to(ScalarType.Bool);
      return Tensors.toFloats(pooling.of(Tensors.of(states, 1, length, 2), visible));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "cls, 1, -2",
    "max, 4, 1",
    "mean, 1, -3",
    "mean_sqrt_len_tokens, 1.7320508, -5.1961524",
    "weightedmean, 0.5, -2.5",
    "lasttoken, -2, 1",
  })
  void eachModeIsItsFormulaWhereverPaddingIs(String mode, float first, float second) {
    TokenPooling pooling = TokenPooling.of(List.of(mode), false);
    float[] right = {first, second};
    assertArrayEquals(right, pooled(pooling, 0, 0), 1e-6f);
    assertArrayEquals(right, pooled(pooling, 0, 4), 1e-6f);
    assertArrayEquals(right, pooled(pooling, 3, 0), 1e-6f);
    assertArrayEquals(right, pooled(pooling, 2, 1), 1e-6f);
  }

  @Test
  void severalAreJoinedInSentenceTransformersOrder() {
    TokenPooling all =
        TokenPooling.of(
            List.of("lasttoken", "weightedmean", "mean_sqrt_len_tokens", "mean", "max", "cls"),
            false);
    assertEquals("cls+max+mean+mean_sqrt_len_tokens+weightedmean+lasttoken", all.toString());
    float[] right = {1, -2, 4, 1, 1, -3, (float) ROOT, (float) (-3 * ROOT), 0.5f, -2.5f, -2, 1};
    assertArrayEquals(right, pooled(all, 0, 0), 1e-6f);
    assertArrayEquals(right, pooled(all, 1, 2), 1e-6f);
  }

  /** (1, -2, 1, -3) has the length sqrt(15). */
  @Test
  void theWholeVectorIsNormalised() {
    TokenPooling pooling = TokenPooling.of(List.of("cls", "mean"), true);
    assertEquals("cls+mean, normalised", pooling.toString());
    double length = Math.sqrt(15);
    float[] right = {
      (float) (1 / length), (float) (-2 / length), (float) (1 / length), (float) (-3 / length)
    };
    assertArrayEquals(right, pooled(pooling, 0, 2), 1e-6f);
  }

  @Test
  void anUnknownModeIsNamed() {
    assertEquals(
        "the pooling mode is 'sum'; it can be cls, max, mean, mean_sqrt_len_tokens, weightedmean, lasttoken",
        assertThrows(IllegalArgumentException.class, () -> TokenPooling.of(List.of("sum"), false))
            .getMessage());
  }
}
