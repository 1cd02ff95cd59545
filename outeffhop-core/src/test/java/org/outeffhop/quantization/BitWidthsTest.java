package org.outeffhop.quantization;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BitWidthsTest {
  @Test
  void readsWhatItWrites() {
    for (int weights = 2; weights <= 16; weights++) {
      for (int activations = 2; activations <= 16; activations++) {
        BitWidths bits = new BitWidths(weights, activations);
        assertEquals(bits, BitWidths.parse(bits.toString()));
      }
    }
    assertEquals(new BitWidths(6, 8), BitWidths.parse("w6a8"));
    assertEquals("W4A8", BitWidths.W4A8.toString());
    assertEquals(BitWidths.W6A6, QuantizationConfig.of(BitWidths.W6A6).bits());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "8", "W8", "A8W8", "W8A8x", "W-8A8", "W8.5A8", "W99999999999A8"})
  void rejectsOtherForms(String text) {
    Exception e = assertThrows(IllegalArgumentException.class, () -> BitWidths.parse(text));
    assertEquals(
        "bits are '"
            + text
            + "'; they are written like W8A8: W and the bits of weights, A and those of"
            + " activations, 2 to 16 each",
        e.getMessage());
  }

  @Test
  void rejectsBitsOutOfRange() {
    assertRejected("weight bits is 1; it takes 2 to 16", "W1A8");
    assertRejected("activation bits is 17; it takes 2 to 16", "W8A17");
  }

  private static void assertRejected(String message, String text) {
    assertEquals(
        message,
        assertThrows(IllegalArgumentException.class, () -> BitWidths.parse(text)).getMessage());
  }

  @Test
  void anUnknownPatternIsAnsweredWithTheNearestNames() {
    NamePatterns patterns = new NamePatterns(List.of("lm_hed.*"));
    List<String> names =
        List.of(
            "model.decoder.layers.0.fc1", "lm_head", "lm_head.weight", "model.decoder.layers.0");
    Exception e = assertThrows(IllegalArgumentException.class, () -> patterns.requireKnown(names));
    assertEquals(
        "the name pattern 'lm_hed.*' matches no module; nearest: lm_head, lm_head.weight,"
            + " model.decoder.layers.0",
        e.getMessage());
    new NamePatterns(List.of(".*fc1", "lm_head.*")).requireKnown(names);
    Exception bad =
        assertThrows(IllegalArgumentException.class, () -> new NamePatterns(List.of("fc[")));
    assertEquals(
        "the name pattern 'fc[' is no regular expression: Unclosed character class",
        bad.getMessage());
  }
}
