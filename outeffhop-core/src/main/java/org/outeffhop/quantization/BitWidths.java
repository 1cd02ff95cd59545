package org.outeffhop.quantization;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Bits of weights and of activations, written as {@code W8A8}.
 *
 * @param weights bits of a weight, 2 to 16
 * @param activations bits of an activation, 2 to 16
 */
public record BitWidths(int weights, int activations) {
  /** Weights and activations in 8 bits, as the OutEffHop paper measures. */
  public static final BitWidths W8A8 = new BitWidths(8, 8);

  /** Weights and activations in 6 bits. */
  public static final BitWidths W6A6 = new BitWidths(6, 6);

  /** Weights in 4 bits, activations in 8. */
  public static final BitWidths W4A8 = new BitWidths(4, 8);

  /** Weights and activations in 4 bits. */
  public static final BitWidths W4A4 = new BitWidths(4, 4);

  private static final Pattern FORM = Pattern.compile("[Ww](\\d{1,3})[Aa](\\d{1,3})");

  /** Checks both numbers. */
  public BitWidths {
    Bits.require("weight bits", weights);
    Bits.require("activation bits", activations);
  }

  /**
   * Reads {@code W6A8}: 6 bits for weights, 8 for activations.
   *
   * @throws IllegalArgumentException if it has another form or a number is not 2 to 16
   */
  public static BitWidths parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "bits are '"
              + text
              + "'; they are written like W8A8: W and the bits of weights, A and those of"
              + " activations, 2 to 16 each");
    }
    return new BitWidths(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
  }

  @Override
  public String toString() {
    return "W" + weights + "A" + activations;
  }
}
