package org.outeffhop.experiment.task;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryNeedTest {
  private static final long GIBIBYTE = 1L << 30;

  /** A GiB for every sample, and one for every ten tokens. */
  private record Samples(long batch, long length) implements MemoryNeed.Amount {
    @Override
    public double bytes() {
      return bytes(batch, length);
    }

    private static double bytes(long batch, long length) {
      return GIBIBYTE * (double) batch * (length / 10.0);
    }

    @Override
    public String inWords() {
      return "%d x %d tokens".formatted(batch, length);
    }

    @Override
    public List<MemoryNeed.Choice> choices() {
      return List.of(
          new MemoryNeed.Choice("--batch", batch, 1, 4, value -> bytes(value, length)),
          new MemoryNeed.Choice("--length", length, 2, 1, value -> bytes(batch, value)));
    }
  }

  private static MemoryNeed need(int copies, long batch, long length) {
    return new MemoryNeed(
        "training it",
        copies,
        "its weights",
        2.0 * GIBIBYTE,
        new Samples(batch, length),
        List.of("--width", "--layers"));
  }

  private static String refusal(MemoryNeed need, long available) {
    return assertThrows(IllegalArgumentException.class, () -> need.requireRoom(available))
        .getMessage();
  }

  @Test
  void theLastByteDecides() {
    MemoryNeed need = need(1, 8, 10);
    assertEquals(10.0 * GIBIBYTE, need.bytes());
    assertDoesNotThrow(() -> need.requireRoom(10 * GIBIBYTE));
    assertEquals(
        "training it takes 10.0 GiB (2.0 GiB for its weights, 8.0 GiB for the activations of 8 x 10 tokens), "
            + "and 10.0 GiB are free: what would fit is at most --batch 4, or --length 9, or a smaller --width or --layers",
        refusal(need, 10 * GIBIBYTE - 1));
  }

  /** What the refusal offers fits, and one more does not. */
  @Test
  void whatIsOfferedFits() {
    long available = 2 * 100 * GIBIBYTE;
    String refusal = refusal(need(2, 400, 10), available);
    assertEquals(
        "training it takes 804.0 GiB (4.0 GiB for its weights, 800.0 GiB for the activations of 400 x 10 tokens), "
            + "and 200.0 GiB are free: what would fit is at most --batch 96, or --length 2, or a smaller --width or --layers",
        refusal);
    assertDoesNotThrow(() -> need(2, 96, 10).requireRoom(available));
    assertThrows(IllegalArgumentException.class, () -> need(2, 100, 10).requireRoom(available));
    assertDoesNotThrow(() -> need(2, 400, 2).requireRoom(available));
    assertThrows(IllegalArgumentException.class, () -> need(2, 400, 3).requireRoom(available));
  }

  @Test
  void nothingBelowTheLeastValueIsOffered() {
    assertEquals(
        "training it takes 42.0 GiB (2.0 GiB for its weights, 40.0 GiB for the activations of 40 x 10 tokens), "
            + "and 8.0 GiB are free: what would fit is at most --batch 4, or a smaller --width or --layers",
        refusal(need(1, 40, 10), 8 * GIBIBYTE));
  }

  /** The activations of a model of impossible width cannot even be tried. */
  @Test
  void weightsThatExceedTheMemoryDecideAlone() {
    MemoryNeed.Amount untried =
        new MemoryNeed.Amount() {
          @Override
          public double bytes() {
            throw new AssertionError("tried");
          }

          @Override
          public String inWords() {
            return "";
          }

          @Override
          public List<MemoryNeed.Choice> choices() {
            return List.of();
          }
        };
    assertTrue(
        new MemoryNeed("it", 2, "weights", 2.0 * GIBIBYTE, untried, List.of())
            .exceeds(4 * GIBIBYTE - 1));
    assertFalse(need(2, 8, 10).exceeds(20 * GIBIBYTE));
    assertTrue(need(2, 8, 10).exceeds(20 * GIBIBYTE - 1));
  }

  @Test
  void weightsThatCannotFitAreRefusedWithoutThePass() {
    assertEquals(
        "training it takes 2.0 GiB for its weights, and 0.50 GiB are free: choose a smaller --width or --layers",
        refusal(need(1, 8, 10), GIBIBYTE / 2));
    assertEquals(
        "training it takes 3.0 GiB (2.0 GiB for its weights, 1.0 GiB for the activations of 1 x 10 tokens), "
            + "and 2.0 GiB are free: choose a smaller --width or --layers",
        refusal(need(1, 1, 10), 2 * GIBIBYTE).replace("--length 0, or ", ""));
  }

  @Test
  void hugeNumbersDoNotOverflow() {
    String refusal = refusal(need(1, Long.MAX_VALUE / 4, 10), 10 * GIBIBYTE);
    assertEquals("--batch 8,", refusal.substring(refusal.indexOf("--batch")).substring(0, 10));
  }
}
